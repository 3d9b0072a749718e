package idcode_test

import (
	"errors"
	"strings"
	"testing"

	"yanzhen/internal/base/idcode"
)

func TestParsePerson(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want idcode.Person
		err  error
	}{
		"plain":                            {text: "430408199001010010", want: "430408199001010010"},
		"leap day":                         {text: "430408200002290021", want: "430408200002290021"},
		"code of a district now renamed":   {text: "430404198512310998", want: "430404198512310998"},
		"check character X":                {text: "11010519491231002X", want: "11010519491231002X"},
		"small x":                          {text: "11010519491231002x", want: "11010519491231002X"},
		"full width":                       {text: "１１０１０５１９４９１２３１００２Ｘ", want: "11010519491231002X"},
		"apostrophe":                       {text: "'430408199001010010", want: "430408199001010010"},
		"blanks within and a wide one":     {text: " 430408 19900101 0010　", want: "430408199001010010"},
		"zero-width and no-break blanks":   {text: "\u200b430408\u00a0199001010010\ufeff", want: "430408199001010010"},
		"fifteen digits become eighteen":   {text: "110105491231002", want: "11010519491231002X"},
		"a digit too few":                  {text: "43040819900101001", err: idcode.ErrLength},
		"nothing":                          {text: "", err: idcode.ErrLength},
		"a letter within":                  {text: "43040819900101O010", err: idcode.ErrCharacter},
		"thirteenth month":                 {text: "430407199213329990", err: idcode.ErrDate},
		"29 February of a common year":     {text: "430408200102290028", err: idcode.ErrDate},
		"wrong check character":            {text: "430408199001010011", err: idcode.ErrChecksum},
		"number cell lost three digits":    {text: "430481197709018000", err: idcode.ErrTruncated},
		"truncated is said before its day": {text: "430481197713399000", err: idcode.ErrTruncated},
		"fifteen digits with a wrong day":  {text: "110105491331002", err: idcode.ErrDate},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := idcode.ParsePerson(tc.text)
			if got != tc.want || !errors.Is(err, tc.err) {
				t.Errorf("ParsePerson(%q) = %q, %v; want %q, %v", tc.text, got, err, tc.want, tc.err)
			}
		})
	}
}

func TestPersonStatesBirthSexAndRegion(t *testing.T) {
	p := idcode.Person("430408200002290021")
	if p.Birth() != "2000-02-29" || p.Sex() != idcode.Female || p.Region() != "430408" || p.Mask() != "4304**********0021" {
		t.Errorf("%s %s %s %s", p.Birth(), p.Sex(), p.Region(), p.Mask())
	}
	if s := idcode.Person("430408199001010010").Sex(); s != idcode.Male {
		t.Errorf("sex = %s, want male", s)
	}
	var none idcode.Person
	if none.Birth()+none.Region()+none.Mask()+string(none.Sex()) != "" {
		t.Error("the zero Person states something")
	}
}

func TestParseOrg(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		err  error
	}{
		"enterprise":           {text: "91430408MA00000019"},
		"public institution":   {text: "124304080000000008"},
		"state organ":          {text: "11430408000000000B"},
		"small and spaced":     {text: "91 430408 ma0000001 9"},
		"a character too many": {text: "91430408MA000000190", err: idcode.ErrLength},
		"letter O":             {text: "91430408MAO0000019", err: idcode.ErrCharacter},
		"letter in the region": {text: "9143A408MA00000019", err: idcode.ErrCharacter},
		"wrong check":          {text: "91430408MA00000018", err: idcode.ErrChecksum},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := idcode.ParseOrg(tc.text); !errors.Is(err, tc.err) || (err == nil) != (got != "") {
				t.Errorf("ParseOrg(%q) = %q, %v; want %v", tc.text, got, err, tc.err)
			}
		})
	}
	o := idcode.Org("91430408MA00000019")
	if o.Authority() != "9" || o.Kind() != "1" || o.Region() != "430408" || o.Subject() != "MA0000001" {
		t.Errorf("%s %s %s %s", o.Authority(), o.Kind(), o.Region(), o.Subject())
	}
}

func TestParsePhone(t *testing.T) {
	for text, want := range map[string]idcode.Phone{
		"13812340012": "13812340012", "+86 13812340012": "13812340012", "138-1234-0012": "13812340012",
		"１３８１２３４００１２": "13812340012", "8613812340012": "13812340012", "0086-138 1234 0012": "13812340012",
		"0734-8881234": "0734-8881234", "(010)68881234": "010-68881234", "07348881234": "0734-8881234", "8881234": "8881234",
		"12812340012": "", "138123400": "", "abc": "", "": "", "1381234001": "",
	} {
		if got, err := idcode.ParsePhone(text); got != want || (err == nil) != (want != "") {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	if m := idcode.Phone("13812340012").Mask(); m != "138****0012" {
		t.Errorf("mask = %s", m)
	}
	if _, err := idcode.ParseMobile("0734-8881234"); err == nil {
		t.Error("a fixed line passed as a mobile")
	}
}

func FuzzParsePerson(f *testing.F) {
	for _, s := range []string{"430408199001010010", "110105491231002", "'４３０４", "x", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := idcode.ParsePerson(s)
		if (err == nil) != (len(p) == 18) {
			t.Fatalf("%q gave %q, %v", s, p, err)
		}
		if again, err2 := idcode.ParsePerson(string(p)); err == nil && (again != p || err2 != nil) {
			t.Fatalf("%q does not read back: %q, %v", p, again, err2)
		}
		if o, err := idcode.ParseOrg(s); err == nil && len(o) != 18 {
			t.Fatalf("%q gave code %q", s, o)
		}
		idcode.ParsePhone(s)
		if m := idcode.MaskPerson(s); len([]rune(s)) > 1 && !strings.Contains(m, "*") {
			t.Fatalf("mask of %q hides nothing: %q", s, m)
		}
	})
}
