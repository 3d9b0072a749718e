package registry

import (
	"strings"
	"testing"

	"yanzhen/internal/i18n"
)

// wanted lists every key that is built from a kind, field, choice, status, source or event.
func wanted() []string {
	var keys []string
	for _, s := range Kinds {
		keys = append(keys, KindWords+string(s.Kind))
		for _, f := range s.Fields {
			keys = append(keys, FieldWords+string(s.Kind)+"."+f.Name)
			if _, known := Choices[f.Set]; f.Set != "" && !known {
				keys = append(keys, "no such set of choices: "+f.Set)
			}
		}
	}
	for set, codes := range Choices {
		for _, c := range codes {
			keys = append(keys, ChoiceWords+set+"."+c)
		}
	}
	for _, c := range OrgKinds {
		keys = append(keys, ChoiceWords+"org_kind."+c)
	}
	for _, c := range InstitutionClasses {
		keys = append(keys, ChoiceWords+"institution_class."+c)
	}
	for _, f := range orgFields {
		keys = append(keys, FieldWords+"organisation."+f)
	}
	for _, s := range []Status{Declared, Verified, Refused} {
		keys = append(keys, StatusWords+string(s))
	}
	for _, s := range []SourceKind{FromImport, FromOffice, FromUnit, FromTalent, FromExchange, FromDecision} {
		keys = append(keys, SourceWords+string(s))
	}
	for _, e := range []string{"began", "ended", "granted", "learnt"} {
		keys = append(keys, EventWords+e)
	}
	return append(keys, KindWords+"organisation")
}

var orgFields = strings.Fields(`name uscc ownership industry scale town village address contact kind institution_class place staff registered_on
	revenue_fen rd_percent above_scale tags lists`)

func TestEveryNameHasWordsInBothLanguages(t *testing.T) {
	for _, key := range wanted() {
		for _, lang := range i18n.Langs {
			if said := i18n.T(i18n.WithLang(t.Context(), lang), key); strings.Contains(said, "⟦") {
				t.Errorf("%s has no words in %s", key, lang)
			}
		}
	}
}
