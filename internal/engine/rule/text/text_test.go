package text_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"

	"yanzhen/internal/engine/rule/text"
)

func TestFunctionsAreThoseOfCelGo(t *testing.T) {
	ours, err := cel.NewEnv(ext.Strings(), text.Library(1<<16))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := cel.NewEnv(ext.Strings())
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	texts := []string{"", "a", "aa", "aba", "衡阳市", "阳", " 市 ", "A衡a", "\u00a0x", "衡衡衡", "Z9-z"}
	pick := func() string { return fmt.Sprintf("%q", texts[r.IntN(len(texts))]) }
	values, errs := 0, 0
	for range 3000 {
		n := r.IntN(6) - 1
		expr := []string{
			fmt.Sprintf("%s.charAt(%d)", pick(), n), fmt.Sprintf("string(%s.indexOf(%s))", pick(), pick()),
			fmt.Sprintf("string(%s.lastIndexOf(%s))", pick(), pick()), pick() + ".lowerAscii()", pick() + ".upperAscii()", pick() + ".trim()",
			fmt.Sprintf("%s.substring(%d)", pick(), n), fmt.Sprintf("%s.substring(%d, %d)", pick(), n, r.IntN(5)),
			fmt.Sprintf("%s.replace(%s, %s)", pick(), pick(), pick()), fmt.Sprintf("%s.replace(%s, %s, %d)", pick(), pick(), pick(), n),
			fmt.Sprintf("%s.split(%s).join('|')", pick(), pick()), fmt.Sprintf("%s.split(%s, %d).join('|')", pick(), pick(), n),
			fmt.Sprintf("[%s, %s].join()", pick(), pick()),
		}[r.IntN(13)]
		got, failed := run(t, ours, expr)
		want, should := run(t, theirs, expr)
		if got != want || failed != should {
			t.Fatalf("%s: %q %v, cel-go %q %v", expr, got, failed, want, should)
		}
		values++
		if failed {
			errs++
		}
	}
	if errs == 0 || errs*4 > values {
		t.Errorf("%d of %d fail", errs, values)
	}
}

func run(t *testing.T, env *cel.Env, expr string) (string, bool) {
	t.Helper()
	ast, issues := env.Compile(expr)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	prog, err := env.Program(ast)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := prog.Eval(map[string]any{})
	if err != nil {
		return "", true
	}
	return string(v.(types.String)), false
}

// cel-go takes any position beyond the end for the end; the specification of CEL does not.
func TestWhatIsRefused(t *testing.T) {
	env, err := cel.NewEnv(ext.Strings(), text.Library(10))
	if err != nil {
		t.Fatal(err)
	}
	for expr, refused := range map[string]bool{
		`string('abc'.indexOf('a', 3))`: false, `string('abc'.indexOf('a', 4))`: true, `string('abc'.lastIndexOf('a', 4))`: true,
		`'aaa'.replace('a', 'bbb')`: false, `'aaaa'.replace('a', 'bbb')`: true, `'aaaa'.replace('a', 'bbb', 2)`: false,
		`['12345', '67'].join(', ')`: true, `'12345'.replace('', '-')`: true, `'` + strings.Repeat("a", 20) + `'.replace('a', '')`: false,
	} {
		if _, failed := run(t, env, expr); failed != refused {
			t.Errorf("%s: refused is %v", expr, failed)
		}
	}
}
