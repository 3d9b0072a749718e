package api

import (
	"net/http"
	"reflect"

	"yanzhen/internal/casework"
	"yanzhen/internal/web/rest"
)

// counter puts the desk of casework into a question or command.
func counter[T any](d *casework.Desk) rest.Prepare[T] {
	return func(_ *http.Request, in *T) error {
		reflect.ValueOf(in).Elem().FieldByName("Desk").Set(reflect.ValueOf(d))
		return nil
	}
}

// cases are the operations on rounds of programmes and on what is applied for in them.
func (h House) cases(a *rest.API) {
	d := h.Cases
	rest.Ask(a, "GET /api/v1/programmes", rest.Op{ID: "listProgrammes", Tag: "cases"}, counter[casework.Programmes](d))
	rest.Ask(a, "GET /api/v1/rounds", rest.Op{ID: "listRounds", Tag: "cases"}, counter[casework.Rounds](d))
	rest.Do(a, "POST /api/v1/rounds", rest.Op{ID: "openRound", Tag: "cases", Created: true, Must: []string{"programme", "name", "opens", "closes"}}, counter[casework.OpenRound](d))
	rest.Do[casework.TurnRound](a, "POST /api/v1/rounds/{round}/moves", rest.Op{ID: "turnRound", Tag: "cases", Must: []string{"step", "reason"}})
	rest.Do(a, "POST /api/v1/rounds/{round}/seats", rest.Op{ID: "seatMember", Tag: "cases", Must: []string{"stage", "seat", "account"}}, counter[casework.SeatMember](d))

	rest.Ask[casework.Cases](a, "GET /api/v1/cases", rest.Op{ID: "listCases", Tag: "cases"})
	rest.Ask(a, "GET /api/v1/cases/{case}", rest.Op{ID: "readCase", Tag: "cases"}, counter[casework.CasePage](d))
	rest.Do(a, "POST /api/v1/rounds/{round}/cases", rest.Op{ID: "beginCase", Tag: "cases", Created: true, Must: []string{"person"}}, counter[casework.Begin](d))
	rest.Do(a, "POST /api/v1/cases/{case}/answers", rest.Op{ID: "fillCase", Tag: "cases", Must: []string{"answers"}}, counter[casework.Fill](d))
	rest.Do(a, "POST /api/v1/cases/{case}/papers", rest.Op{ID: "handInPaper", Tag: "cases", Must: []string{"material", "file"}}, counter[casework.HandIn](d))
	rest.Do(a, "POST /api/v1/cases/{case}/consent", rest.Op{ID: "answerNomination", Tag: "cases", Must: []string{"agree"}}, counter[casework.Consent](d))
	rest.Do(a, "POST /api/v1/cases/{case}/submit", rest.Op{ID: "submitCase", Tag: "cases"}, counter[casework.Submit](d))
	rest.Do(a, "POST /api/v1/cases/{case}/withdraw", rest.Op{ID: "withdrawCase", Tag: "cases"}, counter[casework.Withdraw](d))
	rest.Do(a, "POST /api/v1/cases/{case}/moves", rest.Op{ID: "actOnCase", Tag: "cases", Must: []string{"act"}}, counter[casework.Act](d))
}
