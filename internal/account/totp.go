package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"yanzhen/internal/base/fault"
)

// One-time codes by RFC 6238 as every authenticator app knows them: SHA-1, six digits, thirty seconds. A code counts one
// step early or late, for clocks that disagree (§5.2), and once only.
const (
	codeStep  = 30 // seconds
	codeDrift = 1  // steps
)

// spendCode reports whether code is right at now, and if so marks its step as used; the caller saves the account.
//
// A last step that lies ahead of every code possible now was used before the clock was set back; it does not lock its
// owner out until the clock has caught up.
func (a *Account) spendCode(ctx context.Context, code string, now time.Time) (bool, error) {
	secret, err := openSecret(ctx, a.ID, a.totp)
	if err != nil {
		return false, err
	}
	step, ok := stepOf(secret, code, now)
	present := now.Unix() / codeStep
	if !ok || step <= a.totpStep && a.totpStep <= present+codeDrift {
		return false, nil
	}
	a.totpStep = step
	return true, nil
}

// stepOf gives the step of time whose code was given; false if it is none of the present ones.
func stepOf(secret, code string, now time.Time) (int64, bool) {
	code = strings.Map(digitsOnly, code)
	found, ok := int64(0), false
	for drift := int64(-codeDrift); drift <= codeDrift; drift++ {
		step := now.Unix()/codeStep + drift
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*codeStep, 0), totp.ValidateOpts{Period: codeStep, Digits: otp.DigitsSix})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found, ok = step, true
		}
	}
	return found, ok
}

// digitsOnly drops the space that apps put into codes, and reads full-width digits.
func digitsOnly(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == ' ' || r == '\u00a0' || r == '\u3000':
		return -1
	}
	return 'x'
}

// An Enrolment is a secret shown to its owner until the first code proves that their app has it.
type Enrolment struct {
	Secret string // base32, in groups of four for typing
	URL    string // otpauth://…, for a QR code
}

// newSecret makes a secret for one-time codes: 160 bits in base32, as RFC 4226 §4 recommends.
func newSecret() string {
	raw := make([]byte, 20)
	_, _ = rand.Read(raw) // never fails: crypto/rand stops the program instead
	return base32.StdEncoding.EncodeToString(raw)
}

// enrolment is how an app takes the secret in (the Key Uri Format of Google Authenticator).
func enrolment(issuer, login, secret string) Enrolment {
	if issuer == "" {
		issuer = "Yanzhen"
	}
	uri := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login,
		RawQuery: "secret=" + secret + "&issuer=" + url.PathEscape(issuer)}
	var groups []string
	for part := range slices.Chunk([]byte(secret), 4) {
		groups = append(groups, string(part))
	}
	return Enrolment{Secret: strings.Join(groups, " "), URL: uri.String()}
}

// checkSecret refuses what is no base32 secret of at least 128 bits.
func checkSecret(secret string) *fault.Fault {
	_, err := totp.GenerateCode(secret, time.Unix(0, 0))
	if err != nil || len(strings.TrimRight(secret, "=")) < 26 {
		return fault.Invalid.New("account.totp.secret_form").On("totp").From(err)
	}
	return nil
}
