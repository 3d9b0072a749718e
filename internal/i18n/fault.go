package i18n

import (
	"context"
	_ "embed"

	"yanzhen/internal/base/fault"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the general words: those of every kind of fault.
var Words = MustLoad(wordsYAML)

var (
	_ = Family("fault.title.")
	_ = Family("fault.mend.")
)

// A Told fault is a fault in words.
type Told struct {
	Title  string  // what happened, in general: "Some entries need to be mended"
	Text   string  // what happened, in particular; the title's follow-up when nothing is known
	Mend   string  // what the reader can do now
	Fields []Field // the faults of single fields, in the order of the input
}

// A Field says what is wrong with one field of a form or JSON body.
type Field struct{ Name, Key, Text string }

// Fault gives err in words. A fault whose key has no words, and any error that is no fault, is told by
// its kind alone, so that nothing of its cause leaks.
func Fault(ctx context.Context, err error) Told {
	f := fault.Of(err)
	if f == nil {
		return Told{}
	}
	told := Told{
		Title: T(ctx, "fault.title."+string(f.Kind)),
		Mend:  T(ctx, "fault.mend."+string(f.Kind)),
	}
	for _, one := range f.All() {
		switch {
		case one.Field != "":
			told.Fields = append(told.Fields, Field{one.Field, one.Key, say(ctx, one)})
		case told.Text == "":
			told.Text = say(ctx, one)
		default:
			told.Text += " " + say(ctx, one)
		}
	}
	return told
}

func say(ctx context.Context, f *fault.Fault) string {
	if Has(ctx, f.Key) {
		return T(ctx, f.Key, f.Args)
	}
	return T(ctx, "fault.title."+string(f.Kind))
}
