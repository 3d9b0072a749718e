package idcode

import "strings"

// An Org is a unified social credit code of 18 characters that passed every check. Layout (GB 32100-2015, 4): registering authority 1,
// kind 1, region 6, subject 9, check 1.
type Org string

const orgAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var orgWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// ParseOrg reads a credit code as people write it: spaces, hyphens, full-width characters and small letters are accepted.
// Errors: ErrLength, ErrCharacter (also for the letters I, O, S, V, Z, which the standard leaves out), ErrChecksum.
// Source: GB 32100-2015, 4 and annex A.
func ParseOrg(text string) (Org, error) {
	s := Compact(text)
	if len(s) != 18 {
		return "", ErrLength
	}
	check := OrgCheck(s[:17])
	switch {
	case check == 0 || !strings.ContainsRune(orgAlphabet, rune(s[17])):
		return "", ErrCharacter
	case check != s[17]:
		return "", ErrChecksum
	}
	return Org(s), nil
}

// OrgCheck gives the 18th character that belongs to the first 17, or 0 if one of them may not stand in a code.
func OrgCheck(first17 string) byte {
	if len(first17) != 17 {
		return 0
	}
	sum := 0
	for i, w := range orgWeights {
		value := strings.IndexByte(orgAlphabet, first17[i])
		if value < 0 || i >= 2 && i < 8 && value > 9 {
			return 0
		}
		sum += w * value
	}
	return orgAlphabet[(31-sum%31)%31]
}

// Authority gives the character of the registering authority: 1 public staffing office, 5 civil affairs, 9 market regulation, Y other….
func (o Org) Authority() string { return o.part(0, 1) }

// Kind gives the kind of organisation within its authority, e.g. 1 enterprise under 9.
func (o Org) Kind() string { return o.part(1, 2) }

// Region gives the six-digit code of the place of registration.
func (o Org) Region() string { return o.part(2, 8) }

// Subject gives the nine characters of the organisation itself (GB 11714).
func (o Org) Subject() string { return o.part(8, 17) }

// Mask gives the code with its middle hidden. A credit code is public, but a wrong one may hold something else.
func (o Org) Mask() string { return mask(string(o), 4, 4) }

func (o Org) part(from, to int) string {
	if len(o) != 18 {
		return ""
	}
	return string(o[from:to])
}
