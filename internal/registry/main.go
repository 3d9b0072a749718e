package registry

import (
	"cmp"
	"strings"
)

// Main gives the live record that a dossier holds as the person's one of a kind: the highest education, title, skill and talent class,
// the present employment, the record of a kind of which there is one; nil if there is none that counts.
func (d *Dossier) Main(k Kind) *Record {
	i, known := kindOrder[k]
	if !known {
		return nil
	}
	held := make([]*Record, len(d.Records))
	for n := range d.Records {
		held[n] = &d.Records[n]
	}
	if main := mainOf(Kinds[i].New(), held); main != nil {
		return main
	}
	if k == KindTalentClass {
		return bare(foremost(of[TalentClass](held), byClass))
	}
	for _, r := range held {
		if r.Kind == k && r.Counts() && Kinds[i].Single {
			return r
		}
	}
	return nil
}

// byClass ranks A before B, and the catalogue by its name where two give the same class.
func byClass(a, b held[*TalentClass]) int {
	return cmp.Or(-strings.Compare(a.data.Level, b.data.Level), -strings.Compare(a.data.Ladder, b.data.Ladder))
}
