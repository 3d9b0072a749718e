package idcode

import (
	"regexp"
	"strings"
)

// A Phone is a number to call: 11 digits of a mobile, or a fixed line as area-number (0734-8880000).
type Phone string

var (
	mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)
	fixed  = regexp.MustCompile(`^(010|02\d|0[3-9]\d\d)([2-9]\d{6,7})$`)
	local  = regexp.MustCompile(`^[2-9]\d{6,7}$`)
)

// ParseMobile reads a mobile number as people write it: +86, 0086, blanks, hyphens, brackets and full-width digits are accepted.
// Errors: ErrLength, ErrCharacter.
func ParseMobile(text string) (Phone, error) {
	s := withoutCountry(Compact(text))
	switch {
	case !digits(s) || s == "":
		return "", ErrCharacter
	case len(s) != 11:
		return "", ErrLength
	case !mobile.MatchString(s):
		return "", ErrCharacter
	}
	return Phone(s), nil
}

// ParsePhone reads a mobile or a fixed line. Errors: as ParseMobile.
func ParsePhone(text string) (Phone, error) {
	s := withoutCountry(Compact(text))
	if m := fixed.FindStringSubmatch(s); m != nil {
		return Phone(m[1] + "-" + m[2]), nil
	}
	if local.MatchString(s) {
		return Phone(s), nil
	}
	return ParseMobile(text)
}

// IsMobile reports whether a message can be sent to p.
func (p Phone) IsMobile() bool { return mobile.MatchString(string(p)) }

// Mask gives the number with its middle hidden: 138****0012.
func (p Phone) Mask() string { return MaskPhone(string(p)) }

// MaskPhone hides the middle of any text that stands where a phone number should.
func MaskPhone(s string) string { return mask(s, 3, 4) }

func withoutCountry(s string) string {
	for _, prefix := range []string{"+86", "0086", "+"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return rest
		}
	}
	if len(s) == 13 && strings.HasPrefix(s, "861") {
		return s[2:]
	}
	return s
}
