package api

import (
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

// outreach are the operations by which policies seek people, awards without application, and the messages of whoever asks.
func (h House) outreach(a *rest.API) {
	b := h.Book
	rest.Ask(a, "GET /api/v1/outreach", rest.Op{ID: "countUnclaimed", Tag: "outreach"}, book[outreach.Overview](b))
	rest.Ask(a, "GET /api/v1/policies/{policy}/outreach", rest.Op{ID: "listUnclaimed", Tag: "outreach"}, book[outreach.List](b))
	rest.Func(a, "POST /api/v1/policies/{policy}/outreach/preview", authz.OutreachSend, rest.Op{ID: "previewBatch", Tag: "outreach", Reads: true}, h.previewBatch)
	rest.Do(a, "POST /api/v1/policies/{policy}/outreach", rest.Op{ID: "sendBatch", Tag: "outreach", Created: true}, book[outreach.Send](b))
	rest.Ask(a, "GET /api/v1/outreach/batches", rest.Op{ID: "listBatches", Tag: "outreach"}, book[outreach.Batches](b))
	rest.Ask(a, "GET /api/v1/outreach/batches/{batch}", rest.Op{ID: "readBatch", Tag: "outreach"}, book[outreach.BatchPage](b))
	rest.Do(a, "POST /api/v1/outreach/batches/{batch}/answers", rest.Op{ID: "answerNotice", Tag: "outreach", Must: []string{"person", "answer"}}, book[outreach.Reply](b))

	rest.Ask(a, "GET /api/v1/awards", rest.Op{ID: "listAwards", Tag: "outreach"}, book[outreach.Awards](b))
	rest.Ask(a, "GET /api/v1/awards/{award}", rest.Op{ID: "readAward", Tag: "outreach"}, book[outreach.AwardPage](b))
	rest.Do(a, "POST /api/v1/policies/{policy}/awards", rest.Op{ID: "proposeAwards", Tag: "outreach"}, book[outreach.Propose](b))
	rest.Do(a, "POST /api/v1/awards/confirm", rest.Op{ID: "confirmAwards", Tag: "outreach", Must: []string{"id"}}, book[outreach.Confirm](b))
	rest.Do(a, "POST /api/v1/awards/decline", rest.Op{ID: "declineAwards", Tag: "outreach", Must: []string{"id", "reason"}}, book[outreach.Decline](b))
	rest.Do(a, "POST /api/v1/awards/{award}/refuse", rest.Op{ID: "refuseAward", Tag: "outreach"}, book[outreach.Refuse](b))

	rest.Ask[notify.Messages](a, "GET /api/v1/messages", rest.Op{ID: "listMessages", Tag: "outreach"})
	rest.Ask[notify.Show](a, "GET /api/v1/messages/{message}", rest.Op{ID: "readMessage", Tag: "outreach"})
	rest.Do[notify.Read](a, "POST /api/v1/messages/{message}/read", rest.Op{ID: "markMessage", Tag: "outreach"})
	rest.Ask[notify.Choices](a, "GET /api/v1/people/{person}/choices", rest.Op{ID: "readChoices", Tag: "outreach"})
	rest.Do[notify.Choose](a, "PUT /api/v1/people/{person}/choices", rest.Op{ID: "changeChoice", Tag: "outreach", Must: []string{"kind", "channel", "allowed"}})
}

func (h House) previewBatch(r *http.Request, q outreach.Preview) (*outreach.Outlook, error) {
	q.Book = h.Book
	return door.Ask(r.Context(), h.Door, web.Actor(r), q)
}
