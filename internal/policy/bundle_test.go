package policy

import (
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

func TestTheBundleIsWhatTheAnswersAddUpTo(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	lin, xiao := h.who(town.Lin), h.who(town.Xiao)
	do(h, talent(lin), registry.DeclareRecord{District: zhengxiang, Person: lin.Person, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
	page := ask(h, talent(lin), Answers{Book: h.book, District: zhengxiang, Person: lin.Person})
	if page.Best.Total == 0 || page.Best.Total != int64(page.Fen) || !page.Best.Proven {
		t.Errorf("the answers come to %d, the bundle to %+v", page.Fen, page.Best)
	}
	alone := ask(h, office, Bundle{Book: h.book, District: zhengxiang, Person: lin.Person})
	if alone.Total != page.Best.Total || len(alone.People) != 1 || alone.People[0].Name != lin.Name {
		t.Errorf("asked for alone: %+v", alone)
	}
	other := ask(h, office, Bundle{Book: h.book, District: zhengxiang, Person: xiao.Person})
	both := ask(h, office, Bundle{Book: h.book, District: zhengxiang, Person: lin.Person, Spouse: xiao.Person})
	if both.Total != alone.Total+other.Total || len(both.People) != 2 {
		t.Errorf("two people whom no rule ties get %d, not %d and %d", both.Total, alone.Total, other.Total)
	}
}

func TestNobodySeesTheBundleOfAnother(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	lin, xiao := h.who(town.Lin), h.who(town.Xiao)
	for name, q := range map[string]Bundle{
		"of another":         {Book: h.book, District: zhengxiang, Person: xiao.Person},
		"with another":       {Book: h.book, District: zhengxiang, Person: lin.Person, Spouse: xiao.Person},
		"of nobody there is": {Book: h.book, District: zhengxiang, Person: "nobody"},
	} {
		if f := refused(h, talent(lin), q); f.Kind != fault.Missing {
			t.Errorf("%s: %v", name, f)
		}
	}
	f := refused(h, office, Bundle{Book: h.book, District: zhengxiang, Person: lin.Person, Spouse: lin.Person})
	if f.Kind != fault.Invalid || f.Field != "spouse" {
		t.Errorf("one as their own spouse: %v", f)
	}
}
