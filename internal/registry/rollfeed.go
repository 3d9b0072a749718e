package registry

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/store"
)

// Rolls keep the lines of districts in memory, so that a list of a million people is searched in a few milliseconds. They follow the
// change feed; a list that is asked before its roll is loaded is answered by the database alone.
type Rolls struct {
	db    *store.DB
	clock clock.Clock

	mu    sync.RWMutex
	rolls map[string]*roll // by district
}

// NewRolls gives rolls of the districts that are started.
func NewRolls(db *store.DB, clk clock.Clock) *Rolls {
	return &Rolls{db: db, clock: clk, rolls: map[string]*roll{}}
}

type rollsOf struct{}

// WithRolls carries the rolls that lists are answered from. The composition root puts them into the context of the server.
func WithRolls(ctx context.Context, rolls *Rolls) context.Context {
	return context.WithValue(ctx, rollsOf{}, rolls)
}

// rollOf gives the roll of a district; nil when it was not started.
func rollOf(ctx context.Context, district string) *roll {
	rolls, ok := ctx.Value(rollsOf{}).(*Rolls)
	if !ok || rolls == nil {
		return nil
	}
	rolls.mu.RLock()
	defer rolls.mu.RUnlock()
	return rolls.rolls[district]
}

// followEvery is how often the change feed is read.
const followEvery = 400 * time.Millisecond

// Start loads the roll of a district in the background and follows its changes until ctx is done. Started twice, it goes on as it is.
func (r *Rolls) Start(ctx context.Context, district string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rolls[district] != nil {
		return
	}
	one := newRoll(district)
	r.rolls[district] = one
	go r.follow(ctx, one)
}

// Loaded reports whether the roll of a district is in memory.
func (r *Rolls) Loaded(district string) bool {
	r.mu.RLock()
	one := r.rolls[district]
	r.mu.RUnlock()
	if one == nil {
		return false
	}
	one.mu.RLock()
	defer one.mu.RUnlock()
	return one.ready
}

func (r *Rolls) follow(ctx context.Context, one *roll) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	var feed *Feed
	for ctx.Err() == nil {
		var err error
		if feed == nil {
			feed, err = r.load(ctx, one)
		} else {
			err = r.catchUp(ctx, one, feed)
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "the roll of people could not be read", "district", one.district, "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// rollPage is how many lines are read at a time.
const rollPage = 2000

// load reads all lines by key, and gives the feed of what changes from then on.
func (r *Rolls) load(ctx context.Context, one *roll) (*Feed, error) {
	began := r.clock.Now()
	one.mu.Lock()
	one.empty()
	one.mu.Unlock()
	after := ""
	for {
		page, err := r.lines(ctx, `district = $1 AND person > $2`, one.district, after)
		if err != nil {
			return nil, err
		}
		one.mu.Lock()
		for _, l := range page {
			one.put(l)
		}
		one.ready, one.read = len(page) < rollPage, began.UnixMicro()
		one.mu.Unlock()
		if len(page) < rollPage {
			return NewFeed(one.district, began), nil
		}
		after = page[len(page)-1].person
	}
}

// catchUp enters the lines that changed, and takes out those that are there no more.
func (r *Rolls) catchUp(ctx context.Context, one *roll, feed *Feed) error {
	began := r.clock.Now().UnixMicro()
	var changed []Change
	err := r.db.Snapshot(ctx, func(q store.Q) (err error) {
		changed, err = feed.Next(ctx, q)
		return err
	})
	for err == nil && len(changed) > 0 {
		some := changed[:min(len(changed), rollPage/4)]
		changed = changed[len(some):]
		err = r.reread(ctx, one, some)
	}
	if err != nil {
		feed.again(one.read)
		return err
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	one.read = began
	return nil
}

func (r *Rolls) reread(ctx context.Context, one *roll, changed []Change) error {
	people := make([]string, len(changed))
	for i, c := range changed {
		people[i] = c.Person
	}
	args := []any{one.district}
	page, err := r.lines(ctx, `district = $1 AND `+in("person", people, &args), args...)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	one.mu.Lock()
	defer one.mu.Unlock()
	for _, l := range page {
		there[l.person] = true
		one.put(l)
	}
	for _, person := range people {
		if !there[person] {
			one.drop(person)
		}
	}
	return nil
}

// lines reads up to rollPage lines by person.
func (r *Rolls) lines(ctx context.Context, where string, args ...any) (page []arrived, err error) {
	err = r.db.Snapshot(ctx, func(q store.Q) error {
		page, err = all(ctx, q, scanLine, `
			SELECT doc, person, pinyin, gender, birth_date, ethnicity, political, education, edu_rank, degree, title_level, skill_level, org, field, town, village,
				introduced_on, talent_class, honours, records, verified, refused, evidence, changed_at, search
			FROM profile
			WHERE `+where+`
			ORDER BY person
			LIMIT 2000`, args...)
		return err
	})
	return page, err
}

func scanLine(row store.Row) (arrived, error) {
	var p Profile
	var doc int64
	var birth, introduced string
	err := row.Scan(&doc, &p.Person, &p.pinyin, &p.Gender, &birth, &p.Ethnicity, &p.Political, &p.Education, &p.eduRank, &p.Degree, &p.TitleLevel, &p.SkillLevel, &p.Org,
		&p.Field, &p.Town, &p.Village, &introduced, &p.TalentClass, &p.Honours, &p.Records, &p.Verified, &p.Refused, &p.Evidence, &p.ChangedAt, &p.search)
	p.BirthDate, p.IntroducedOn = parseDay(birth), parseDay(introduced)
	return lineOf(doc, &p), err
}
