package rule

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/interpreter"

	"yanzhen/internal/base/fault"
)

// A Problem is one thing wrong with a rule's text, for the editor: where (line and column from 1,
// columns in characters), a message key with its values, and cel-go's own English words.
type Problem struct {
	Line    int            `json:"line"`
	Column  int            `json:"column"`
	Key     string         `json:"key"`
	Args    map[string]any `json:"args,omitempty"`
	Message string         `json:"message"`
}

// Problems are all that is wrong with a text, in its order; never empty as an error.
type Problems []Problem

// Error lists the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message)
	}
	return strings.Join(lines, "\n")
}

// Fault gives the problems as one fault on the given field, further ones in More.
func (ps Problems) Fault(field string) *fault.Fault {
	var list fault.List
	for _, p := range ps {
		f := fault.Invalid.New(p.Key).On(field).With("line", p.Line).With("column", p.Column)
		for name, value := range p.Args {
			f.With(name, value)
		}
		list.Add(f)
	}
	return fault.Of(list.Err())
}

// phrases reads cel-go's messages; the groups of a pattern become the named arguments.
var phrases = []struct {
	key     string
	pattern *regexp.Regexp
	args    []string
}{
	{"rule.problem.undeclared", regexp.MustCompile(`^undeclared reference to '([^']*)'`), []string{"name"}},
	{"rule.problem.no_overload", regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'$`), []string{"function", "types"}},
	{"rule.problem.no_field", regexp.MustCompile(`^undefined field '([^']*)'`), []string{"name"}},
	{"rule.problem.no_fields", regexp.MustCompile(`^type '(.*)' does not support field selection`), []string{"type"}},
	{"rule.problem.not_a_list", regexp.MustCompile(`^expression of type '(.*)' cannot be range`), []string{"type"}},
	{"rule.problem.type", regexp.MustCompile(`^expected type '(.*)' but found '(.*)'`), []string{"want", "have"}},
	{"rule.problem.syntax_end", regexp.MustCompile(`^Syntax error: mismatched input '<EOF>'`), nil},
	{"rule.problem.syntax_missing", regexp.MustCompile(`^Syntax error: missing ('.+') at`), []string{"what"}},
	{"rule.problem.syntax_extra", regexp.MustCompile(`^Syntax error: (?:extraneous|mismatched) input ('.+') expecting`), []string{"what"}},
	{"rule.problem.syntax_sign", regexp.MustCompile(`^Syntax error: token recognition error at: ('.+')`), []string{"what"}},
	{"rule.problem.syntax_near", regexp.MustCompile(`^Syntax error: no viable alternative at input ('.+')`), []string{"what"}},
	{"rule.problem.syntax", regexp.MustCompile(`^Syntax error: (.*)`), []string{"detail"}},
	{"rule.problem.number", regexp.MustCompile(`^invalid (?:int|uint|double) literal`), nil},
	{"rule.problem.too_complex", regexp.MustCompile(`(?i)exceeds? .*limit|exceeded|recursion`), nil},
}

// problem translates one message of cel-go.
func (e *Env) problem(err *common.Error) Problem {
	p := Problem{Line: max(1, err.Location.Line()), Column: max(1, err.Location.Column()+1),
		Key: "rule.problem.other", Args: map[string]any{"detail": err.Message}, Message: err.Message}
	for _, ph := range phrases {
		if m := ph.pattern.FindStringSubmatch(err.Message); m != nil {
			p.Key, p.Args = ph.key, map[string]any{}
			for i, name := range ph.args {
				p.Args[name] = m[i+1]
			}
			break
		}
	}
	switch name, _ := p.Args["name"].(string); {
	case p.Key == "rule.problem.undeclared":
		p.Column = max(1, p.Column-max(0, strings.LastIndexByte(name, '.'))) // cel-go points at the last dot
		if near := e.nearest(name); near != "" {
			p.Key, p.Args["near"] = "rule.problem.undeclared_near", near
		}
	case p.Key == "rule.problem.no_overload":
		p.Args["function"] = strings.Trim(p.Args["function"].(string), "_@")
		for _, m := range mends {
			if m.types.MatchString(p.Args["types"].(string)) {
				p.Key, p.Args["use"] = "rule.problem.no_overload_use", m.use
				break
			}
		}
	}
	for _, name := range []string{"types", "want", "have", "type"} {
		if s, ok := p.Args[name].(string); ok {
			p.Args[name] = ourTypes.Replace(s)
		}
	}
	return p
}

// mends says what to write where an operator meets types it does not join.
var mends = []struct {
	types *regexp.Regexp
	use   string
}{
	{regexp.MustCompile(`\bnull\b`), "known(x)"},
	{regexp.MustCompile(`^\((int, double|double, int)\)$`), "double(x)"},
	{regexp.MustCompile(`^\((timestamp, string|string, timestamp)\)$`), "date('2026-01-31')"},
	{regexp.MustCompile(`^\((timestamp, int|int, timestamp)\)$`), "add_days(d, n)"},
}

// ourTypes turns cel-go's names of types into those of docs/RULES.md.
var ourTypes = strings.NewReplacer("timestamp", "date", "string", "text")

func (e *Env) problems(issues *cel.Issues) Problems {
	var ps Problems
	for _, err := range issues.Errors() {
		ps = append(ps, e.problem(err))
	}
	return ps.inOrder()
}

// nearest gives the fact or definition whose name is closest to a mistyped one, or "".
func (e *Env) nearest(name string) string {
	best, most := "", len(name)/3+1
	for _, v := range e.names() {
		if d := distance(name, v); d <= most && (best == "" || d < most) {
			best, most = v, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// failures reads what went wrong with one row.
var failures = []struct{ key, part string }{
	{"rule.failed.overflow", "overflow"},
	{"rule.failed.divided_by_zero", "division by zero"},
	{"rule.failed.divided_by_zero", "modulus by zero"},
	{"rule.failed.no_key", "no such key"},
	{"rule.failed.no_index", "index out of bounds"},
	{"rule.failed.no_index", "index out of range"},
	{"rule.failed.not_a_number", "NaN values cannot be ordered"},
	{"rule.failed.not_a_date", "not a date"},
	{"rule.failed.no_workdays", errNoYear.Error()},
	{"rule.failed.not_numeric", "type conversion error"},
	{"rule.failed.not_numeric", "invalid syntax"},
	{"rule.failed.overflow", "value out of range"},
	{"rule.failed.text_too_long", "the text would be longer"},
}

// failure makes a fault of an error of cel-go.
func failure(err error) error {
	var cancelled interpreter.EvalCancelledError
	if errors.As(err, &cancelled) || strings.Contains(err.Error(), "operation interrupted") {
		return fault.TooLarge.New("rule.failed.too_costly").From(err)
	}
	for _, f := range failures {
		if strings.Contains(err.Error(), f.part) {
			return fault.Invalid.New(f.key).From(err)
		}
	}
	return fault.Invalid.New("rule.failed.other").From(err)
}
