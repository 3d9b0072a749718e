package inspect

import (
	"slices"

	"yanzhen/internal/policy/pack"
)

// An office holds papers of some kind.
type office struct{ zh, en string }

// held are papers, by the names that packs give them, that another office has and shares: people need not bring them.
var held = map[string]office{
	"degree":             {"教育部学信网", "the Ministry of Education"},
	"household_register": {"公安局", "the public security bureau"},
	"marriage":           {"民政局", "the civil affairs bureau"},
	"business_licence":   {"市场监管局", "the market regulator"},
	"insurance_record":   {"人社局", "the human resources bureau"},
	"tax_record":         {"税务局", "the tax bureau"},
	"property":           {"不动产登记中心", "the land registry"},
	"home_search":        {"不动产登记中心", "the land registry"},
	"purchase_contract":  {"住建局", "the housing bureau"},
}

// papers finds documents that people are asked for although an office has them, or this book says elsewhere that one has.
func (s *study) papers(shared map[string]pack.Text) {
	for _, d := range s.a.Body.Documents {
		if d.Shared {
			continue
		}
		from, known := shared[d.ID]
		if o, listed := held[d.ID]; !known && listed {
			from, known = pack.Text{Zh: o.zh, En: o.en}, true
		}
		if !known {
			continue
		}
		row := s.yes
		if i := slices.IndexFunc(s.a.Papers, func(p pack.Part) bool { return p.ID == d.ID }); i >= 0 && s.a.Papers[i].When != nil {
			row = s.find(with(s.demands(), yes(s.a.Papers[i].When))...).Row
		}
		s.note(Finding{Kind: Needless, Severity: Likely, At: d.At, Clause: Ref{d.ID, d.Name}, Others: []Ref{{"office", from}}, Witness: s.witness(row), texts: []string{d.When.Text}})
	}
}

// sharedPapers are the documents that some pack says an office shares, with the office.
func sharedPapers(packs []*pack.Pack) map[string]pack.Text {
	shared := map[string]pack.Text{}
	for _, p := range packs {
		for _, v := range p.Policy.Versions {
			for _, d := range p.Policy.BodyOf(v.ID).Documents {
				if _, known := shared[d.ID]; d.Shared && !known && !d.From.IsZero() {
					shared[d.ID] = d.From
				}
			}
		}
	}
	return shared
}
