// Package idcode reads, checks and masks the numbers that offices identify people and organisations
// by: resident identity numbers (GB 11643), unified social credit codes (GB 32100) and mobile
// numbers. It only computes; what a wrong number means for a row is the caller's business.
package idcode

import (
	"errors"
	"strings"
	"time"
)

// The ways in which a number can be wrong, for errors.Is.
var (
	ErrLength    = errors.New("the number of characters is wrong")
	ErrCharacter = errors.New("a character may not stand there")
	ErrDate      = errors.New("the birth date in it is no day of the calendar")
	ErrChecksum  = errors.New("the check character does not fit")
	ErrTruncated = errors.New("a spreadsheet number cell kept only its first fifteen digits")
)

// A Sex is a code of GB/T 2261.1: "1" male, "2" female.
type Sex string

// The sexes that an identity number can state.
const (
	Male   Sex = "1"
	Female Sex = "2"
)

// A Person is a resident identity number of 18 characters that passed every check.
type Person string

var personWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const personChecks = "10X98765432"

// ParsePerson reads an identity number as people write it: spaces, hyphens, a leading apostrophe, full-width
// digits and a lower-case x are accepted; 15 digits of the first generation become 18.
// Errors: ErrLength, ErrCharacter, ErrDate, ErrTruncated (the last three digits are zeros and the check character does not
// fit, which is what a spreadsheet number does to 18 digits), ErrChecksum, looked for in this order.
// Source: GB 11643-1999, 4.
func ParsePerson(text string) (Person, error) {
	s := Compact(text)
	if len(s) == 15 {
		return upgrade(s)
	}
	switch {
	case len(s) != 18:
		return "", ErrLength
	case !digits(s[:17]) || !digits(s[17:]) && s[17] != 'X':
		return "", ErrCharacter
	}
	fits := s[17] == PersonCheck(s[:17])
	switch {
	case strings.HasSuffix(s, "000") && !fits:
		return "", ErrTruncated
	case !birthValid(s[6:14]):
		return "", ErrDate
	case !fits:
		return "", ErrChecksum
	}
	return Person(s), nil
}

// upgrade turns a first-generation number, whose years are those of the twentieth century, into 18 characters.
func upgrade(s string) (Person, error) {
	if !digits(s) {
		return "", ErrCharacter
	}
	long := s[:6] + "19" + s[6:]
	if !birthValid(long[6:14]) {
		return "", ErrDate
	}
	return Person(long + string(PersonCheck(long))), nil
}

// PersonCheck gives the 18th character that belongs to 17 digits (ISO 7064 MOD 11-2, GB 11643-1999, 4.2.4).
// It gives 0 for anything that is not 17 digits.
func PersonCheck(first17 string) byte {
	if len(first17) != 17 || !digits(first17) {
		return 0
	}
	sum := 0
	for i, w := range personWeights {
		sum += w * int(first17[i]-'0')
	}
	return personChecks[sum%11]
}

// Birth gives the day of birth stated in the number as YYYY-MM-DD, "" for the zero Person.
func (p Person) Birth() string {
	if len(p) != 18 {
		return ""
	}
	return string(p[6:10] + "-" + p[10:12] + "-" + p[12:14])
}

// Sex gives the sex stated by the 17th digit: odd is male, even is female.
func (p Person) Sex() Sex {
	switch {
	case len(p) != 18:
		return ""
	case (p[16]-'0')%2 == 1:
		return Male
	}
	return Female
}

// Region gives the six-digit code (GB/T 2260) of the place that issued the number. Districts are renamed and
// merged, so the code may no longer be in force.
func (p Person) Region() string {
	if len(p) != 18 {
		return ""
	}
	return string(p[:6])
}

// Mask gives the number with its birth date hidden: 4304**********0010.
func (p Person) Mask() string { return MaskPerson(string(p)) }

// MaskPerson hides the middle of any text that stands where an identity number should: at most the first
// and last four characters remain.
func MaskPerson(s string) string { return mask(s, 4, 4) }

func birthValid(yyyymmdd string) bool {
	t, err := time.Parse("20060102", yyyymmdd)
	return err == nil && t.Year() >= 1850 && t.Year() <= 2199
}
