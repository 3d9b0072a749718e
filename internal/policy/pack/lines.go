package pack

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/fact"
)

// maxLine bounds one person as a JSON line, in bytes.
const maxLine = 4 << 20

const sampleLine = `{"id": "p1", "facts": {"education.level": "master"}}`

// A Line is what policy eval writes for one person and one policy. docs/POLICY-PACKS.md explains
// every key; there are no others. Lists are never null.
type Line struct {
	Person   string       `json:"person"`
	Policy   string       `json:"policy"`
	Version  string       `json:"version"`
	Verdict  Verdict      `json:"verdict"`
	Clauses  []LineClause `json:"clauses"`
	Missing  []string     `json:"missing"`
	Fen      *int64       `json:"amount_fen"` // null while unknown, 0 when nothing is paid
	Schedule []LineDue    `json:"schedule"`   // comes to amount_fen; empty while that is unknown
	Excluded []string     `json:"excluded_by"`
	Papers   []string     `json:"documents"`
}

// A LineClause is one condition, how it came out and the facts it looked at.
type LineClause struct {
	ID      string     `json:"id"`
	Verdict Verdict    `json:"verdict"`
	Text    string     `json:"text"`
	Cites   string     `json:"cites"`
	Facts   []LineFact `json:"facts"`
}

// A LineFact is a fact with its value, null when absent, and its source: "given" when the line tells
// none, "" for an absent fact.
type LineFact struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`
	Source string `json:"source"`
}

// A LineDue is one payment: its day ("" while unknown), amount, and condition in words.
type LineDue struct {
	Due       string `json:"due"`
	Fen       int64  `json:"fen"`
	Condition string `json:"condition"`
}

// Line gives the outcome as policy eval writes it, texts in lang.
func (o *Outcome) Line(lang string) Line {
	a := o.Answer(lang)
	l := Line{Person: a.Person, Policy: a.Policy, Version: a.Version, Verdict: a.Verdict, Clauses: []LineClause{},
		Missing: a.Missing, Fen: a.Amount, Schedule: []LineDue{}, Excluded: a.Excluded, Papers: []string{}}
	for _, c := range a.Clauses {
		facts := []LineFact{}
		for _, f := range c.Facts {
			facts = append(facts, LineFact{f.Key, f.Value, f.Source})
		}
		l.Clauses = append(l.Clauses, LineClause{c.ID, c.Verdict, c.Text, c.Cites, facts})
	}
	for _, d := range a.Schedule {
		if !d.Lost && a.Amount != nil {
			l.Schedule = append(l.Schedule, LineDue{d.Due, d.Fen, d.Condition})
		}
	}
	for _, p := range a.Papers {
		l.Papers = append(l.Papers, p.ID)
	}
	return l
}

// EvalLines judges the people of r, one {"id", "facts"} a line, against every pack on a day, texts in
// lang ("zh" or "en"), and writes a Line for each person and pack: people in the order of r, packs in
// the order given (Load sorts them by id). A line may also have "sources", the source of a fact by its
// key, in words.
//
// Errors: Invalid pack.line.json, pack.line.no_id, pack.line.no_facts, pack.line.key, pack.line.fact
// and TooLarge pack.line.large, each with the line's number; what was written before stays written.
func EvalLines(ctx context.Context, packs []*Pack, r io.Reader, w io.Writer, day civil.Date, lang string) error {
	facts, err := together(packs)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n, text := range lines(r) {
		if err := errors.Join(ctx.Err(), text.err); err != nil {
			return errors.Join(fault.Of(err).With("line", n), out.Flush())
		}
		who, err := readLine(facts, text.bytes, lang)
		if err != nil {
			return errors.Join(fault.Of(err).With("line", n), out.Flush())
		}
		for _, o := range Eval(packs, who, day) {
			if err := enc.Encode(o.Line(lang)); err != nil {
				return fmt.Errorf("write an outcome: %w", err)
			}
		}
	}
	return out.Flush()
}

type lineText struct {
	bytes []byte
	err   error
}

// lines gives the lines of r that are not blank, numbered from 1. A byte order mark is passed over.
func lines(r io.Reader) iter.Seq2[int, lineText] {
	return func(yield func(int, lineText) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 0, 1<<16), maxLine)
		n := 0
		for in.Scan() {
			n++
			text := bytes.TrimSpace(bytes.TrimPrefix(in.Bytes(), []byte("\ufeff")))
			if len(text) > 0 && !yield(n, lineText{bytes: text}) {
				return
			}
		}
		switch err := in.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			yield(n+1, lineText{err: fault.TooLarge.New("pack.line.large").With("most", maxLine>>20)})
		case err != nil:
			yield(n+1, lineText{err: fmt.Errorf("read the people: %w", err)})
		}
	}
}

// A line of people: facts by key as JSON, sources by key in words, and who keeps house together.
type personLine struct {
	ID        string            `json:"id"`
	Facts     map[string]any    `json:"facts"`
	Sources   map[string]string `json:"sources"`
	Household string            `json:"household"`
}

func readLine(facts *fact.Catalogue, text []byte, lang string) (Person, error) {
	who, _, err := readMember(facts, text, lang)
	return who, err
}

// readMember reads a person and the household.
func readMember(facts *fact.Catalogue, text []byte, lang string) (who Person, household string, err error) {
	var l personLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	err = d.Decode(&l)
	if key, found := strings.CutPrefix(fmt.Sprint(err), `json: unknown field "`); found {
		return who, "", fault.Invalid.New("pack.line.key").With("key", strings.TrimSuffix(key, `"`))
	}
	if err == nil && d.More() {
		err = errors.New("more than one value on a line")
	}
	switch {
	case err != nil:
		return who, "", fault.Invalid.New("pack.line.json").With("detail", err.Error()).From(err)
	case l.ID == "":
		return who, "", fault.Invalid.New("pack.line.no_id").With("sample", sampleLine)
	case l.Facts == nil:
		return who, "", fault.Invalid.New("pack.line.no_facts").With("sample", sampleLine)
	}
	row, problems := facts.Read(l.Facts)
	if len(problems) > 0 {
		return who, "", fault.Invalid.New("pack.line.fact").With("detail", problems[0].Say(lang))
	}
	return Person{ID: l.ID, Facts: row, Sources: l.Sources}, l.Household, nil
}
