package policy

import (
	"context"
	"path"
	"regexp"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// maxPack bounds the files of a pack, in bytes, and maxFiles their number. maxPolicy bounds policy.yaml, ten times the longest that ships: what it
// says is compiled and run while nobody else can write.
const (
	maxPack   = 1 << 20
	maxPolicy = 64 << 10
	maxFiles  = 50
)

// SavePack keeps the files of a pack as a new version, a draft, with the report of its check: it is tested when nothing
// is wrong. One that is wrong is kept too, but cannot be submitted. A version is named by its content, so what was
// once in force can never be rewritten.
type SavePack struct {
	Book     *Book  `json:"-"`
	District string `json:"district"` // the actor's own when empty
	ID       string `json:"id"`
	Files    Files  `json:"files"` // policy.yaml, cases.yaml, lists
	Note     string `json:"note"`  // what was changed, for colleagues
}

// Report is what checking a pack found.
type Report struct {
	Problems []pack.Problem `json:"problems"` // of form, types, lint and cases
	Cases    int            `json:"cases"`
	Failed   int            `json:"failed"` // cases that came out otherwise
}

// Passed reports whether the pack may be submitted.
func (r Report) Passed() bool {
	return r.Failed == 0 && r.Cases > 0 && !slices.ContainsFunc(r.Problems, func(p pack.Problem) bool { return p.Grave })
}

// Action is policy.save.
func (c SavePack) Action() authz.Action { return authz.PolicySave }

// Land is the district.
func (c SavePack) Land(_ context.Context, _ store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run checks and saves. Errors: Invalid policy.pack.* on files or id, TooLarge policy.pack.large or policy.pack.long.
func (c SavePack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	if err := c.check(); err != nil {
		return PackVersion{}, err
	}
	p, err := c.Book.compile(c.ID, c.Files)
	if err != nil {
		return PackVersion{}, err
	}
	if p.Policy.ID != "" && p.Policy.ID != c.ID {
		return PackVersion{}, fault.Invalid.New("policy.pack.other_id").On("id").With("id", p.Policy.ID)
	}
	s, err := c.Book.shelf(ctx, tx, c.District)
	if err != nil {
		return PackVersion{}, err
	}
	tx.About("policy/" + c.ID)
	tx.Note("version", c.Files.Digest())
	if kept, err := c.Book.versions(ctx, tx, s, civil.Of(tx.Now()), c.ID); err != nil {
		return PackVersion{}, err
	} else if i := slices.IndexFunc(kept, func(v PackVersion) bool { return v.Version == c.Files.Digest() && !v.BuiltIn }); i >= 0 {
		return kept[i], nil // it is there already, with whoever wrote it and whatever became of it
	}
	v := PackVersion{ID: c.ID, Version: c.Files.Digest(), Report: s.report(p), Note: c.Note, By: tx.Actor().Name, At: tx.Now()}
	v.State = v.resting()
	return v, savePack(ctx, tx, savedPack{c.District, c.ID, v.Version, c.Files, v.Report, c.Note, tx.Actor(), tx.Now()})
}

var (
	packID   = regexp.MustCompile(`^[a-z][a-z0-9_-]{1,79}$`)
	fileName = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,79}\.yaml$`)
)

func (c SavePack) check() error {
	if !packID.MatchString(c.ID) {
		return fault.Invalid.New("policy.pack.bad_id").On("id")
	}
	if c.Files["policy.yaml"] == "" {
		return fault.Invalid.New("policy.pack.no_policy").On("files")
	}
	if len(c.Files["policy.yaml"]) > maxPolicy {
		return fault.TooLarge.New("policy.pack.long").On("files").With("most", maxPolicy>>10)
	}
	size := 0
	for name, text := range c.Files {
		if !fileName.MatchString(name) || path.Base(name) != name {
			return fault.Invalid.New("policy.pack.bad_file").On("files").With("name", name)
		}
		size += len(text)
	}
	if size > maxPack || len(c.Files) > maxFiles {
		return fault.TooLarge.New("policy.pack.large").On("files").With("most", maxPack>>10)
	}
	return nil
}

func grave(problems []pack.Problem) int {
	n := 0
	for _, p := range problems {
		if p.Grave {
			n++
		}
	}
	return n
}

// RetirePack takes a pack out of force. Its versions stay.
type RetirePack struct {
	Book     *Book  `json:"-"`
	District string `json:"district"`
	ID       string `json:"id"`
	Reason   string `json:"reason"`
}

// Action is policy.retire.
func (c RetirePack) Action() authz.Action { return authz.PolicyRetire }

// Land is the district.
func (c RetirePack) Land(_ context.Context, _ store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run retires. Errors: Missing policy.missing, Conflict policy.pack.not_in_force, Invalid
// policy.pack.reason without a reason.
func (c RetirePack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	if c.Reason == "" {
		return PackVersion{}, fault.Invalid.New("policy.pack.reason").On("reason")
	}
	s, err := c.Book.shelf(ctx, tx, c.District)
	if err != nil {
		return PackVersion{}, err
	}
	v, err := s.find(c.ID)
	if err != nil {
		return PackVersion{}, err
	}
	if v.state != Active {
		return PackVersion{}, fault.Conflict.New("policy.pack.not_in_force").With("id", c.ID)
	}
	done := PackVersion{ID: c.ID, Version: v.digest, State: Retired, BuiltIn: v.shipped, By: tx.Actor().Name, At: tx.Now()}
	return done, move(ctx, tx, c.District, c.ID, Move{Version: v.digest, Step: StepRetire, Effect: civil.Of(tx.Now()), Reason: c.Reason})
}
