package policyweb

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// Answers stay in the browser: in a cookie that goes when it closes. They are sent with each request, used
// for the answer, and kept nowhere. An address with the answers in it would stay in histories and logs of
// proxies; a form with hidden fields would lose them with the language switch and the back button.
const (
	answersCookie = "calculator"
	answersPath   = "/calculator"
	maxAnswers    = 3600 // bytes of the cookie
	dontKnow      = "?"
)

// A reply is one answer as the browser keeps it: the fact and what was said.
type reply [2]string

// repliesOf reads what the browser kept; what cannot be read is nothing.
func repliesOf(r *http.Request) []reply {
	cookie, err := r.Cookie(answersCookie)
	if err != nil {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	var all []reply
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	return all
}

func keepReplies(w http.ResponseWriter, r *http.Request, all []reply) error {
	if len(all) == 0 {
		web.KeepForSession(w, r, answersCookie, answersPath, "")
		return nil
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	kept := base64.RawURLEncoding.EncodeToString(raw)
	if len(kept) > maxAnswers {
		return fault.Invalid.New("calculator.full").On("answer")
	}
	web.KeepForSession(w, r, answersCookie, answersPath, kept)
	return nil
}

// with gives the replies with one more, or with a changed one in its place.
func with(all []reply, key, text string) []reply {
	all = slices.Clone(all)
	if i := slices.IndexFunc(all, func(one reply) bool { return one[0] == key }); i >= 0 {
		all[i][1] = text
		return all
	}
	return append(all, reply{key, text})
}

// getCalculator serves GET /calculator?policy=&ask=: the next question, or the one asked for again.
func (p *Pages) getCalculator(w http.ResponseWriter, r *http.Request) error {
	c, err := p.calculate(r, repliesOf(r), r.URL.Query().Get("policy"), r.URL.Query().Get("ask"))
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, calculatorPage(c))
}

// A said is an answer to one question as the form sends it.
type said struct {
	Key    string `json:"key"`
	Answer string `json:"answer"`
	Policy string `json:"policy"`
	Do     string `json:"do"` // answer, skip, restart
}

// postCalculator serves POST /calculator: one answer more, and on to the next question.
func (p *Pages) postCalculator(w http.ResponseWriter, r *http.Request) error {
	var s said
	if err := web.Bind(r, &s); err != nil {
		return err
	}
	all := repliesOf(r)
	switch {
	case s.Do == "restart":
		all = nil
	case s.Do == "skip":
		all = with(all, s.Key, dontKnow)
	case s.Answer == "":
		return p.askAgain(w, r, all, s, fault.Invalid.New("calculator.empty").On("answer"))
	default:
		all = with(all, s.Key, s.Answer)
	}
	c, err := p.calculate(r, all, s.Policy, s.Key)
	if err != nil {
		return err
	}
	if c.ask != nil && c.ask.Fault != "" {
		return p.askAgain(w, r, repliesOf(r), s, fault.Invalid.New("policy.ask.unreadable").On("answer"))
	}
	if err := keepReplies(w, r, all); err != nil {
		return p.askAgain(w, r, repliesOf(r), s, err)
	}
	return web.Moved(w, r, calculatorURL(c.focus, ""), "")
}

// askAgain puts the question again, with what was said to it.
func (p *Pages) askAgain(w http.ResponseWriter, r *http.Request, all []reply, s said, cause error) error {
	c, err := p.calculate(r, with(all, s.Key, dontKnow), s.Policy, s.Key)
	if err != nil {
		return err
	}
	c.replies = all
	return web.Again(w, r, cause, calculatorPage(c))
}

// A calculation is what the page of the calculator shows.
type calculation struct {
	reader
	policy.CalculatorPage
	replies  []reply
	focus    string      // policy asked about first; "" for all
	ask      *policy.Ask // the question to put; nil when none is left
	district *district.District
}

// maxFocus is longer than the id of any policy; what is longer names none, and would not fit an address.
const maxFocus = 200

// calculate asks the policies about the replies. again names a fact whose question is put again, or first.
func (p *Pages) calculate(r *http.Request, all []reply, focus, again string) (calculation, error) {
	if len(focus) > maxFocus {
		focus = ""
	}
	facts := map[string]string{}
	for _, one := range all {
		facts[one[0]] = one[1]
	}
	page, err := door.Ask(r.Context(), p.Door, web.Actor(r), policy.Calculator{
		Book: p.Book, District: web.Actor(r).District(), Facts: facts, Ask: 1, Policy: focus})
	if err != nil {
		return calculation{}, err
	}
	c := calculation{reader: readerOf(r), CalculatorPage: page, replies: all, focus: focus, district: p.District}
	for _, known := range [][]policy.Ask{page.Given, page.Ask} {
		for i := range known {
			if again != "" && known[i].Key == again {
				c.ask = &known[i]
			}
		}
	}
	if c.ask == nil && len(page.Ask) > 0 {
		c.ask = &page.Ask[0]
	}
	return c, nil
}

func calculatorURL(focus, again string) string {
	query := url.Values{}
	if focus != "" {
		query.Set("policy", focus)
	}
	if again != "" {
		query.Set("ask", again)
	}
	return strings.TrimSuffix(answersPath+"?"+query.Encode(), "?")
}

// before is the fact asked before the one asked now; "" for the first.
func (c calculation) before() string {
	key := ""
	for _, one := range c.replies {
		if c.ask != nil && one[0] == c.ask.Key {
			break
		}
		key = one[0]
	}
	return key
}

// of gives the answers with a verdict, the policy in focus first.
func (c calculation) of(v policy.Verdict) []policy.Answer {
	var first, rest []policy.Answer
	for _, a := range c.Answers {
		switch {
		case a.Verdict != v:
		case a.Policy.ID == c.focus:
			first = append(first, a)
		default:
			rest = append(rest, a)
		}
	}
	return append(first, rest...)
}

// given gives the question behind a reply.
func (c calculation) given(key string) (policy.Ask, bool) {
	i := slices.IndexFunc(c.Given, func(a policy.Ask) bool { return a.Key == key })
	if i < 0 {
		return policy.Ask{}, false
	}
	return c.Given[i], true
}
