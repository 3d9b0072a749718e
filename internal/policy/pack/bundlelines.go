package pack

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
)

// A BestLine is what policy best writes for a person or a couple.
type BestLine struct {
	People []string `json:"people"`
	Combination
}

// BestLines reads people as EvalLines does and writes a BestLine for each, in their order. Two people
// on lines one after the other with the same "household" are settled as a couple.
//
// Errors: as EvalLines, and Invalid pack.line.household for a third person of a household, or one
// twice.
func BestLines(ctx context.Context, packs []*Pack, r io.Reader, w io.Writer, day civil.Date, lang string) error {
	facts, err := together(packs)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var home []Person
	var name string
	settle := func() error {
		if len(home) == 0 {
			return nil
		}
		_, best := Best(packs, home, day)
		line := BestLine{Combination: best.Combination(lang)}
		for _, one := range home {
			line.People = append(line.People, one.ID)
		}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("write a bundle: %w", err)
		}
		return nil
	}
	for n, text := range lines(r) {
		who, household, err := Person{}, "", errors.Join(ctx.Err(), text.err)
		if err == nil {
			who, household, err = readMember(facts, text.bytes, lang)
		}
		together := household != "" && household == name
		if err == nil && together && (len(home) > 1 || home[0].ID == who.ID) {
			err = fault.Invalid.New("pack.line.household").With("household", household)
		}
		if err != nil {
			return errors.Join(fault.Of(err).With("line", n), out.Flush())
		}
		if together {
			home = append(home, who)
			continue
		}
		if err := settle(); err != nil {
			return err
		}
		home, name = []Person{who}, household
	}
	return errors.Join(settle(), out.Flush())
}
