package notify

import (
	"context"
	"encoding/json"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
)

// Args are the values of a template by name, kept until somebody reads, in whichever language.
type Args map[string]Arg

// An Arg is one of them; exactly one field is set.
type Arg struct {
	Zh   string     `json:"zh,omitempty"` // words, with
	En   string     `json:"en,omitempty"` // those in English
	Data string     `json:"data,omitempty"`
	Fen  *money.Fen `json:"fen,omitempty"`
	Day  civil.Date `json:"day,omitzero"`
	N    *int64     `json:"n,omitempty"`
}

// Saying is an argument in words.
func Saying(zh, en string) Arg { return Arg{Zh: zh, En: en} }

// Data is an argument that is not translated: a name, a sentence that somebody wrote.
func Data(s string) Arg { return Arg{Data: s} }

// Fen is an amount.
func Fen(f money.Fen) Arg { return Arg{Fen: &f} }

// Day is a date.
func Day(d civil.Date) Arg { return Arg{Day: d} }

// N is a number.
func N(n int64) Arg { return Arg{N: &n} }

// in gives the arguments in the language of ctx; mark sets data apart.
func (a Args) in(ctx context.Context, mark func(string) string) i18n.Args {
	all := i18n.Args{}
	for name, one := range a {
		switch {
		case one.Fen != nil:
			all[name] = *one.Fen
		case !one.Day.IsZero():
			all[name] = one.Day
		case one.N != nil:
			all[name] = *one.N
		case one.Zh != "" && i18n.LangOf(ctx) == i18n.En && one.En != "":
			all[name] = mark(one.En)
		case one.Zh != "":
			all[name] = mark(one.Zh)
		default:
			all[name] = mark(one.Data)
		}
	}
	return all
}

// Say gives title and text of a template; mark sets data apart from words, nil does not.
func Say(ctx context.Context, template string, args Args, mark func(string) string) (title, text string) {
	if mark == nil {
		mark = func(s string) string { return s }
	}
	values := args.in(ctx, mark)
	return i18n.T(ctx, template+".title", values), i18n.T(ctx, template+".text", values)
}

// Words writes the message for its reader.
func (m *Message) Words(ctx context.Context, mark func(string) string) (title, text string) {
	return Say(ctx, m.template, m.args, mark)
}

func encoded(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
