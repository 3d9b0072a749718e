package account

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// Each step is a try after some time; the want is "in", "wrong", or the minutes of the lock.
func TestGuessingLocksWithGrowingWaits(t *testing.T) {
	type try struct {
		pass, jump time.Duration // time that goes by, and by which the wall clock alone is set
		password   string
		want       string
	}
	const no = "wrong-guess-88"
	four := []try{{0, 0, no, "wrong"}, {0, 0, no, "wrong"}, {0, 0, no, "wrong"}, {0, 0, no, "wrong"}}
	after := func(first []try, more ...try) []try { return append(append([]try{}, first...), more...) }
	locked := after(four, try{0, 0, no, "1"})
	cases := map[string][]try{
		"four wrong ones leave room for the right one": after(four, try{0, 0, good, "in"}),
		"the right one ends the count":                 after(after(four, try{0, 0, good, "in"}), append(four, try{0, 0, good, "in"})...),
		"the fifth locks, even for the right one":      after(locked, try{0, 0, good, "1"}, try{30 * time.Second, 0, good, "1"}),
		"after the wait the right one opens":           after(locked, try{time.Minute, 0, good, "in"}),
		"waits grow to a quarter of an hour": after(locked, try{time.Minute, 0, no, "2"}, try{2 * time.Minute, 0, no, "4"}, try{4 * time.Minute, 0, no, "8"},
			try{8 * time.Minute, 0, no, "15"}, try{15 * time.Minute, 0, no, "15"}),
		"tries while locked do not prolong it":                  after(locked, try{30 * time.Second, 0, no, "1"}, try{30 * time.Second, 0, good, "in"}),
		"slow guesses are forgotten":                            after(four, try{16 * time.Minute, 0, no, "wrong"}, try{0, 0, no, "wrong"}),
		"a clock set forward ends the lock":                     after(locked, try{0, time.Hour, good, "in"}),
		"a clock set back far does not lock for ever":           after(locked, try{0, -24 * time.Hour, good, "in"}),
		"a clock set back a little locks no longer than a lock": after(locked, try{0, -10 * time.Minute, good, "11"}, try{11 * time.Minute, 0, good, "in"}),
	}
	each(t, func(t *testing.T, h *house) {
		number := 0
		for name, tries := range cases {
			number++
			login := "chen" + itoa(int64(number))
			h.make(login, asOffice)
			t.Run(name, func(t *testing.T) {
				for i, step := range tries {
					h.clock.Pass(step.pass)
					h.clock.Jump(step.jump)
					if got := h.outcome(login, step.password); got != step.want {
						t.Fatalf("try %d: got %s, want %s", i+1, got, step.want)
					}
				}
			})
		}
	})
}

// outcome signs in and tells how it ended.
func (h *house) outcome(login, password string) string {
	_, err := h.signIn(login, password)
	switch f := fault.Of(err); {
	case f == nil:
		return "in"
	case f.Kind == fault.TooMany:
		return itoa(f.Args["minutes"].(int64))
	case f.Key == "account.sign_in.wrong":
		return "wrong"
	default:
		return err.Error()
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func (h *house) find(login string) (*Account, error) {
	return door.Ask(h.ctx, h.Door, root(zhengxiang), Find{login})
}

// Someone who tries logins learns nothing from what is said, kept or how long it takes.
func TestAnUnknownLoginIsTreatedLikeAKnownOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice)
		h.make("gone", asOffice)
		gone, err := h.find("gone")
		h.check(err)
		_, err = door.Do(h.ctx, h.Door, root(zhengxiang), DisableAccount{One{zhengxiang, gone.ID}})
		h.check(err)
		real := clock.System()
		took := map[string]time.Duration{}
		for range 7 {
			var said []string
			for _, login := range []string{"chen", "nobody", "gone"} {
				start := real.Mono()
				_, err := h.signIn(login, "wrong-guess-88")
				if took[login] == 0 || real.Mono()-start < took[login] {
					took[login] = real.Mono() - start
				}
				said = append(said, err.Error())
			}
			if said[0] != said[1] || said[0] != said[2] {
				t.Fatalf("said %q", said)
			}
			h.clock.Pass(16 * time.Minute)
		}
		if took["nobody"] < took["chen"]/2 || took["chen"] < took["nobody"]/2 {
			t.Errorf("the quickest of each took %v", took)
		}
		if n := h.count(`SELECT COUNT(*) FROM account_attempt`); n != 3 {
			t.Errorf("%d logins are counted, want 3", n)
		}
		if n := h.count(`SELECT COUNT(*) FROM account_attempt WHERE login LIKE '%nobody%' OR login LIKE '%chen%'`); n != 0 {
			t.Error("a login typed is kept in clear")
		}
		if n := h.count(`SELECT COUNT(*) FROM audit_entry WHERE action = $1 AND detail LIKE '%wrong%'`, string(authz.SignIn)); n != 21 {
			t.Errorf("%d wrong attempts in the log, want 21", n)
		}
	})
}

func TestManyGuessesAtOnceCountOneByOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice)
		var wait sync.WaitGroup
		for range 12 {
			wait.Go(func() { _, _ = h.signIn("chen", "wrong-guess-88") })
		}
		wait.Wait()
		if n := h.count(`SELECT failed FROM account_attempt`); n != 5 {
			t.Errorf("%d guesses were judged, want 5: the others came after the lock", n)
		}
		if got := h.outcome("chen", good); got != "1" {
			t.Errorf("after the storm: %s", got)
		}
	})
}

func TestWhereARequestSaysItComesFromChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice)
		for i := range 6 {
			r := h.with("")
			r.Header.Set("X-Forwarded-For", "10.0.0."+itoa(int64(i)))
			r.Header.Set("Forwarded", "for=10.0.0."+itoa(int64(i)))
			r.RemoteAddr = "10.1.1." + itoa(int64(i)) + ":9"
			_, err := h.SignIn(h.ctx, r, SignIn{"chen", "wrong-guess-88"})
			want := fault.Invalid
			if i >= 4 {
				want = fault.TooMany
			}
			h.wantKind(err, want)
		}
	})
}

func TestSigningInRotatesTheSession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		first := h.enter("chen")
		second, err := h.SignIn(h.ctx, h.with(first), SignIn{"chen", good})
		h.check(err)
		if second.Token == first || h.actor(first).SignedIn() || h.actor(second.Token).Account != a.ID {
			t.Error("the session from before still counts")
		}
		planted := "a-token-somebody-chose"
		third, err := h.SignIn(h.ctx, h.with(planted), SignIn{"chen", good})
		h.check(err)
		if third.Token == planted || h.actor(planted).SignedIn() {
			t.Error("a planted token opens the house")
		}
		if n := h.count(`SELECT COUNT(*) FROM account_session WHERE hash = $1 OR hash = $2`, third.Token, second.Token); n != 0 {
			t.Error("tokens are kept in clear")
		}
		h.check(h.SignOut(h.ctx, h.with(third.Token)))
		if h.actor(third.Token).SignedIn() {
			t.Error("signed out and still in")
		}
		if !h.actor(second.Token).SignedIn() {
			t.Error("another session ended too")
		}
		if got := h.log("account/" + a.ID)[0]; got.Action != authz.OwnAccount || got.Outcome != audit.Done || got.Account != a.ID {
			t.Errorf("log %+v", got)
		}
	})
}

func TestSessionsEndByThemselves(t *testing.T) {
	type step struct{ pass, jump time.Duration }
	use := func(n int, every time.Duration) []step {
		steps := make([]step, n)
		for i := range steps {
			steps[i] = step{pass: every}
		}
		return steps
	}
	cases := map[string]struct {
		steps []step
		in    bool
	}{
		"used within the idle span":              {use(20, 29*time.Minute), true},
		"left alone for the idle span":           {[]step{{pass: 30 * time.Minute}}, false},
		"used all the time, until the last hour": {use(48, 15*time.Minute), false},
		"just before the last hour":              {use(47, 15*time.Minute), true},
		"a clock put right by some minutes":      {[]step{{jump: -5 * time.Minute}}, true},
		"a clock set back a year":                {[]step{{jump: -365 * 24 * time.Hour}}, false},
		"a clock set forward a year":             {[]step{{jump: 365 * 24 * time.Hour}}, false},
	}
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice)
		for name, tc := range cases {
			t.Run(name, func(t *testing.T) {
				token := h.enter("chen")
				for i, s := range tc.steps {
					h.clock.Pass(s.pass)
					h.clock.Jump(s.jump)
					if got := h.actor(token).SignedIn(); got != (tc.in || i < len(tc.steps)-1) {
						t.Fatalf("after step %d: in is %v", i+1, got)
					}
				}
			})
		}
	})
}

func TestSweepDropsWhatHasEnded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice)
		_, _ = h.signIn("nobody", "wrong-guess-88")
		old := h.enter("chen")
		h.clock.Pass(31 * time.Minute)
		fresh := h.enter("chen")
		_, _ = h.signIn("somebody", "wrong-guess-88")
		h.check(h.Sweep(h.ctx))
		if h.actor(old).SignedIn() || !h.actor(fresh).SignedIn() {
			t.Error("the wrong session was dropped")
		}
		if s, a := h.count(`SELECT COUNT(*) FROM account_session`), h.count(`SELECT COUNT(*) FROM account_attempt`); s != 1 || a != 1 {
			t.Errorf("%d sessions and %d attempts are left, want 1 and 1", s, a)
		}
	})
}

// What was given must be changed before anything else, and the change ends every other session.
func TestAGivenPasswordIsReplacedFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		before := h.enter("chen")
		given, err := door.Do(h.ctx, h.Door, root(zhengxiang), SetPassword{One: One{zhengxiang, a.ID}})
		h.check(err)
		if h.actor(before).SignedIn() {
			t.Error("the session from before the new password still counts")
		}
		if _, err := h.signIn("chen", good); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the old password: %v", err)
		}
		half, err := h.signIn("chen", given.Password)
		h.check(err)
		if half.Waits != ForPassword || h.actor(half.Token).SignedIn() {
			t.Fatalf("a given password opens the house: %+v", half)
		}
		for name, in := range map[string]NewPassword{"weak": {"abcdefghijk", "abcdefghijk"}, "different": {better, good}, "the same": {given.Password, given.Password}} {
			if _, err := h.ReplacePassword(h.ctx, h.with(half.Token), in); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.GiveCode(h.ctx, h.with(half.Token), Code{"123456"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("another step: %v", err)
		}
		full, err := h.ReplacePassword(h.ctx, h.with(half.Token), NewPassword{better, better})
		h.check(err)
		if full.Token == half.Token || h.actor(half.Token).SignedIn() || !h.actor(full.Token).Has(authz.Office) {
			t.Error("the session was not renewed")
		}
		if got := h.outcome("chen", better); got != "in" {
			t.Errorf("with the new password: %s", got)
		}
		h.clean(given.Password, better, good, half.Token, full.Token)
	})
}

func TestAStepDoesNotWaitForEver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice, func(c *CreateAccount) { c.Own = false })
		half, err := h.signIn("chen", good)
		h.check(err)
		h.clock.Pass(stepTime)
		_, err = h.ReplacePassword(h.ctx, h.with(half.Token), NewPassword{better, better})
		h.wantKind(err, fault.Unsigned)
	})
}

// clean fails if one of the secrets stands anywhere where secrets must not be: the log, the kept answers.
func (h *house) clean(secrets ...string) {
	h.t.Helper()
	for _, secret := range secrets {
		like := "%" + strings.ReplaceAll(secret, "_", `\_`) + "%"
		if n := h.count(`SELECT (SELECT COUNT(*) FROM audit_entry WHERE detail LIKE $1 ESCAPE '\' OR subject LIKE $1 ESCAPE '\')
			+ (SELECT COUNT(*) FROM door_key WHERE result LIKE $1 ESCAPE '\' OR digest LIKE $1 ESCAPE '\')`, like); n != 0 {
			h.t.Errorf("the secret %s… stands in the log or among kept answers", secret[:4])
		}
	}
}

func TestADemonstrationLetsInOnlyWhoIsOffered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		offered := func(c *CreateAccount) { c.Demo = true }
		shown := h.make("shown", asTalent, offered)
		hidden := h.make("hidden", asOffice)
		stopped := h.make("stopped", asUnit, offered)
		_, err := door.Do(h.ctx, h.Door, root(zhengxiang), DisableAccount{One{zhengxiang, stopped.ID}})
		h.check(err)
		enter := func(id string) (Ticket, error) { return h.EnterDemo(h.ctx, h.with(""), DemoSignIn{id}) }
		if list, err := h.DemoAccounts(h.ctx); err != nil || list != nil {
			t.Errorf("outside a demonstration: %v, %v", list, err)
		}
		for _, a := range []*Account{shown, hidden, stopped} {
			_, err := enter(a.ID)
			h.wantKind(err, fault.Missing)
		}
		h.Demo = true
		list, err := h.DemoAccounts(h.ctx)
		if err != nil || len(list) != 1 || list[0].ID != shown.ID || !list[0].Has(authz.Talent) {
			t.Fatalf("offered %+v, %v", list, err)
		}
		for _, a := range []*Account{hidden, stopped} {
			_, err := enter(a.ID)
			h.wantKind(err, fault.Missing)
		}
		ticket, err := enter(shown.ID)
		h.check(err)
		if !h.actor(ticket.Token).Has(authz.Talent) {
			t.Error("not in")
		}
		h.Demo = false
		if h.actor(ticket.Token).SignedIn() {
			t.Error("the demonstration ended, and its session goes on")
		}
	})
}
