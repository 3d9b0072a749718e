package i18n

import (
	"fmt"
	"slices"
	"strings"
)

var formats = []string{"", "plain", "date", "month", "datetime", "money", "wan", "percent", "word", "plural", "select"}

// parse reads a message; see text for its language.
func parse(s string) (text, error) {
	p := &reader{rest: s}
	t, err := p.text()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("stray %q", p.rest)
	}
	return t, err
}

type reader struct{ rest string }

// text reads until the end or an unmatched closing brace.
func (p *reader) text() (text, error) {
	var t text
	for p.rest != "" && p.rest[0] != '}' {
		if end := strings.IndexAny(p.rest, "{}"); end != 0 {
			if end < 0 {
				end = len(p.rest)
			}
			t = append(t, piece{literal: p.rest[:end]})
			p.rest = p.rest[end:]
			continue
		}
		one, err := p.piece()
		if err != nil {
			return nil, err
		}
		t = append(t, one)
	}
	return t, nil
}

func (p *reader) piece() (piece, error) {
	p.rest = p.rest[1:]
	out := piece{name: p.word()}
	if out.name == "" {
		return out, fmt.Errorf("a name is missing before %q", p.rest)
	}
	if p.eat(",") {
		out.format = p.word()
	}
	if !slices.Contains(formats, out.format) {
		return out, fmt.Errorf("format %q of {%s} is unknown", out.format, out.name)
	}
	if err := p.style(&out); err != nil {
		return out, err
	}
	if !p.eat("}") {
		return out, fmt.Errorf("{%s is not closed", out.name)
	}
	return out, nil
}

func (p *reader) style(out *piece) error {
	if !slices.Contains([]string{"word", "plural", "select"}, out.format) {
		return nil
	}
	if !p.eat(",") {
		return fmt.Errorf("{%s, %s} needs more", out.name, out.format)
	}
	if out.format == "word" {
		out.family = p.word()
		return nil
	}
	out.choices = map[string]text{}
	for selector := p.word(); selector != ""; selector = p.word() {
		if !p.eat("{") {
			return fmt.Errorf("choice %s of {%s} has no text", selector, out.name)
		}
		choice, err := p.text()
		if err != nil {
			return err
		}
		if !p.eat("}") {
			return fmt.Errorf("choice %s of {%s} is not closed", selector, out.name)
		}
		out.choices[selector] = choice
	}
	if _, ok := out.choices["other"]; !ok {
		return fmt.Errorf("{%s, %s} lacks the choice other", out.name, out.format)
	}
	return nil
}

// word reads up to a brace, comma or space.
func (p *reader) word() string {
	p.rest = strings.TrimLeft(p.rest, " \n\t")
	end := strings.IndexAny(p.rest, "{}, \n\t")
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word
}

func (p *reader) eat(s string) bool {
	trimmed := strings.TrimLeft(p.rest, " \n\t")
	if !strings.HasPrefix(trimmed, s) {
		return false
	}
	p.rest = trimmed[len(s):]
	return true
}
