package account

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// app is an authenticator with a secret, on a phone whose clock is right.
type app struct {
	h      *house
	secret string
}

func (a app) code(at time.Duration) string {
	a.h.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.h.now().Add(at))
	a.h.check(err)
	return code
}

// enrol turns one-time codes on for an account that is signed in.
func (h *house) enrol(a *Account) app {
	h.t.Helper()
	actor := a.Actor("web")
	_, err := door.Do(h.ctx, h.Door, actor, BeginTOTP{Own{zhengxiang}})
	h.check(err)
	mine, err := door.Ask(h.ctx, h.Door, actor, OwnAccount{Issuer: "Test"})
	h.check(err)
	phone := app{h, strings.ReplaceAll(mine.Pending.Secret, " ", "")}
	if !strings.Contains(mine.Pending.URL, "secret="+phone.secret) || !strings.HasPrefix(mine.Pending.URL, "otpauth://totp/Test:"+a.Login+"?") {
		h.t.Fatalf("the address for the app: %s", mine.Pending.URL)
	}
	h.check(h.ConfirmTOTP(h.ctx, actor, ConfirmTOTP{Password: good, Code: phone.code(0)}))
	return phone
}

func TestACodeIsAskedForAndWorksOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		phone := h.enrol(a)
		if n := h.count(`SELECT COUNT(*) FROM account WHERE totp LIKE '%' || $1 || '%'`, phone.secret); n != 0 {
			t.Error("the secret is kept in clear")
		}
		half := func() string {
			ticket, err := h.signIn("chen", good)
			h.check(err)
			if ticket.Waits != ForCode || h.actor(ticket.Token).SignedIn() {
				t.Fatalf("a password alone opens the house: %+v", ticket)
			}
			return ticket.Token
		}
		give := func(token, code string) (Ticket, error) { return h.GiveCode(h.ctx, h.with(token), Code{code}) }
		token := half()
		if _, err := give(token, phone.code(0)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the code that turned them on works again: %v", err)
		}
		h.clock.Pass(time.Minute)
		used := phone.code(0)
		in, err := give(token, " "+used[:3]+" "+used[3:])
		h.check(err)
		if in.Token == token || h.actor(token).SignedIn() || h.actor(in.Token).Account != a.ID {
			t.Error("the session was not renewed")
		}
		if _, err := give(token, phone.code(0)); fault.KindOf(err) != fault.Unsigned {
			t.Errorf("the half session goes on: %v", err)
		}
		other := half()
		if _, err := give(other, used); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a code works twice: %v", err)
		}
		for name, tc := range map[string]struct {
			code string
			ok   bool
		}{"two steps late": {phone.code(-2 * time.Minute), false}, "two steps early": {phone.code(75 * time.Second), false}, "empty": {"", false}, "one step early": {phone.code(30 * time.Second), true}} {
			if !tc.ok {
				if _, err := give(other, tc.code); err == nil {
					t.Errorf("%s: accepted", name)
				}
			}
		}
		h.clock.Pass(16 * time.Minute)
		other = half()
		if _, err := give(other, phone.code(30*time.Second)); err != nil {
			t.Errorf("one step early: %v", err)
		}
		h.clean(phone.secret, used)
	})
}

func TestCodesMayNotBeGuessed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		phone := h.enrol(h.make("chen", asOffice))
		h.clock.Pass(time.Minute)
		for i := range 5 {
			ticket, err := h.signIn("chen", good) // a right password in between does not end the count
			h.check(err)
			_, err = h.GiveCode(h.ctx, h.with(ticket.Token), Code{"000000"})
			h.wantKind(err, []fault.Kind{fault.Invalid, fault.TooMany}[i/4])
			if i == 4 {
				_, err = h.GiveCode(h.ctx, h.with(ticket.Token), Code{phone.code(0)})
				h.wantKind(err, fault.TooMany)
			}
		}
		if got := h.outcome("chen", good); got != "1" {
			t.Errorf("at the sign-in page: %s", got)
		}
	})
}

// A clock that was ahead must not lock people out until the time it showed.
func TestAClockSetBackDoesNotSpendTheCodesOfTheFuture(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.clock.Jump(30 * 24 * time.Hour)
		phone := h.enrol(h.make("chen", asOffice))
		h.clock.Jump(-30 * 24 * time.Hour)
		ticket, err := h.signIn("chen", good)
		h.check(err)
		code := phone.code(0)
		_, err = h.GiveCode(h.ctx, h.with(ticket.Token), Code{code})
		h.check(err)
		ticket, err = h.signIn("chen", good)
		h.check(err)
		_, err = h.GiveCode(h.ctx, h.with(ticket.Token), Code{code})
		h.wantKind(err, fault.Invalid)
	})
}

func TestCodesTurnOnAndOffOnlyWithThePassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		actor := a.Actor("web")
		h.wantKind(h.ConfirmTOTP(h.ctx, actor, ConfirmTOTP{Password: good, Code: "123456"}), fault.Conflict)
		phone := h.enrol(a)
		_, err := door.Do(h.ctx, h.Door, actor, BeginTOTP{Own{zhengxiang}})
		h.wantKind(err, fault.Conflict)
		err = h.DropTOTP(h.ctx, actor, DropTOTP{Password: "wrong-guess-88"})
		if f := fault.Of(err); f == nil || f.Field != "password" {
			t.Errorf("with a wrong password: %v", err)
		}
		h.check(h.DropTOTP(h.ctx, actor, DropTOTP{Password: good}))
		h.enter("chen")
		phone = h.enrol(a)
		_, err = door.Do(h.ctx, h.Door, root(zhengxiang), ResetTOTP{One{zhengxiang, a.ID}})
		h.check(err)
		h.enter("chen")
		_ = phone
	})
}

func TestASeededSecretWorks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		phone := app{h, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}
		h.make("chen", asOffice, func(c *CreateAccount) { c.TOTP = phone.secret })
		ticket, err := h.signIn("chen", good)
		h.check(err)
		_, err = h.GiveCode(h.ctx, h.with(ticket.Token), Code{phone.code(0)})
		h.check(err)
	})
}

func TestAnOwnPasswordChangeEndsOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		other, mine := h.enter("chen"), h.enter("chen")
		change := func(old, new, again string) (Ticket, error) {
			return h.ChangePassword(h.ctx, h.with(mine), a.Actor("web"), ChangeOwnPassword{Old: old, NewPassword: NewPassword{new, again}})
		}
		for name, tc := range map[string]struct{ old, new, again, field string }{
			"a wrong old one":       {"wrong-guess-88", better, better, "old"},
			"a weak new one":        {good, "password123", "password123", "new"},
			"two different new":     {good, better, good, "again"},
			"the same as before":    {good, good, good, "new"},
			"the login in it":       {good, "my-chen-is-here-9", "my-chen-is-here-9", "new"},
			"digits, however many":  {good, "8402759136048", "8402759136048", "new"},
			"nothing":               {good, "", "", "new"},
			"longer than is useful": {good, strings.Repeat("a1-", 100), strings.Repeat("a1-", 100), "new"},
		} {
			_, err := change(tc.old, tc.new, tc.again)
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || f.Field != tc.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		ticket, err := change(good, better, better)
		h.check(err)
		if h.actor(other).SignedIn() || h.actor(mine).SignedIn() || h.actor(ticket.Token).Account != a.ID {
			t.Error("sessions from before still count, or the new one does not")
		}
		if h.outcome("chen", good) != "wrong" || h.outcome("chen", better) != "in" {
			t.Error("the password did not change")
		}
		_, err = h.ChangePassword(h.ctx, h.with(""), a.Actor("web"), ChangeOwnPassword{Old: better, NewPassword: NewPassword{good, good}})
		h.wantKind(err, fault.Unsigned)
		h.clean(good, better)
	})
}

// A browser left open is no place to guess its owner's password.
func TestAnOwnPasswordMayNotBeGuessed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		for i := range 6 {
			err := h.Prove(h.ctx, a.Actor("web"), "old", "wrong-guess-88")
			h.wantKind(err, []fault.Kind{fault.Invalid, fault.TooMany}[i/4])
		}
		h.wantKind(h.Prove(h.ctx, a.Actor("web"), "old", good), fault.TooMany)
		h.clock.Pass(time.Minute)
		h.check(h.Prove(h.ctx, a.Actor("web"), "old", good))
	})
}

func TestOnesOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		chen, li := h.make("chen", asOffice), h.make("li", asOffice)
		first, second, foreign := h.enter("chen"), h.enter("chen"), h.enter("li")
		current, err := h.SessionID(h.ctx, h.with(second))
		h.check(err)
		mine, err := door.Ask(h.ctx, h.Door, chen.Actor("web"), OwnAccount{Current: current})
		h.check(err)
		if len(mine.Sessions) != 2 || mine.Sessions[0].Agent != "Chrome · Windows" || mine.Sessions[0].Via != byPassword {
			t.Fatalf("sessions %+v", mine.Sessions)
		}
		var others []string
		for _, s := range mine.Sessions {
			if !s.Current {
				others = append(others, s.ID)
			}
		}
		if len(others) != 1 {
			t.Fatalf("%d sessions are not the current one", len(others))
		}
		end := func(a *Account, session string) error {
			_, err := door.Do(h.ctx, h.Door, a.Actor("web"), EndSession{Own: Own{zhengxiang}, Session: session, All: session == "all"})
			return err
		}
		h.wantKind(end(li, others[0]), fault.Missing)
		h.check(end(chen, others[0]))
		if h.actor(first).SignedIn() || !h.actor(second).SignedIn() {
			t.Error("the wrong session ended")
		}
		h.enter("chen")
		h.wantKind(end(chen, ""), fault.Invalid)
		h.check(end(chen, "all"))
		if h.actor(second).SignedIn() || !h.actor(foreign).SignedIn() || h.count(`SELECT COUNT(*) FROM account_session`) != 1 {
			t.Error("signed out everywhere: too few or too many ended")
		}
		_, err = door.Ask(h.ctx, h.Door, authz.Actor{Account: "a-token", Grants: []authz.Grant{{Role: authz.Office, District: zhengxiang}}}, OwnAccount{})
		h.wantKind(err, fault.Missing)
	})
}
