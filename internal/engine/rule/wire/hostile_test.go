package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/engine/rule/wire"
)

// Every one of these would take the machine if nothing stopped it; each must become the error of its
// line, quickly and without much memory, and the line after it must still be answered.
var hostile = map[string]string{
	"nested loops":        `[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, [1,2,3,4,5,6,7,8,9,10].all(g, a+b+c+d+e+f+g > 0)))))))`,
	"a range without end": `lists.range(9000000000).size() > 0`,
	"a wide range":        `lists.range(500000000).map(x, x * 2).size() > 0`,
	"ranges of ranges":    `lists.range(20000).map(x, lists.range(20000)).flatten().size() > 0`,
	"doubling a text":     doubled(30),
	"a text filled up":    `'` + strings.Repeat("a", 60000) + `'.replace('a', '` + strings.Repeat("b", 4000) + `').size() > 0`,
	"joined ranges":       `lists.range(100000).map(x, 'abcdefghijklmnop').join(',').replace('a', '` + strings.Repeat("b", 3000) + `').size()`,
	"deep brackets":       strings.Repeat("(", 20000) + "1" + strings.Repeat(")", 20000),
	"deep lists":          strings.Repeat("[", 20000) + strings.Repeat("]", 20000),
	"a deep condition":    strings.Repeat("true ? (", 5000) + "1" + strings.Repeat(") : 0", 5000),
	"a long sum":          "1" + strings.Repeat(" + 1", 14000),
	"too long":            "'" + strings.Repeat("a", wire.MaxExpr) + "'",
	"a wide format":       `'%.999999999f'.format([1.0])`,
}

// Texts from outside are of no type the checker knows; they must not grow for nothing.
func TestTextsFromOutsideDoNotFillTheMemory(t *testing.T) {
	for name, expr := range map[string]string{
		"a text in place of its letters": `s.replace("a", s).size() > 0`,
		"in place of nothing":            `s.replace("", s).replace("", s).size() > 0`,
		"sums of sums":                   `[1,2,3,4,5].map(a,s+s+s+s+s+s+s+s).map(b,b+b+b+b+b+b+b+b).map(c,c+c+c+c+c+c+c+c).map(d,d+d+d+d+d+d+d+d).size() > 0`,
		"joined by itself":               `lists.range(1000).map(x,s).join(s).size() > 0`,
	} {
		line, err := json.Marshal(map[string]any{"id": name, "expr": expr, "vars": map[string]any{"s": strings.Repeat("a", 20_000)}})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		replies := serve(t, string(line)+"\n")
		runtime.ReadMemStats(&after)
		if len(replies) != 1 || replies[0].Error == "" {
			t.Errorf("%s: it is answered: %.200s", name, fmt.Sprint(replies))
		}
		if grew := (after.TotalAlloc - before.TotalAlloc) >> 20; grew > 128 {
			t.Errorf("%s: %d MB", name, grew)
		}
	}
}

// doubled binds a text and doubles it n times.
func doubled(n int) string {
	inner := fmt.Sprintf("x%d.size() > 0", n)
	for i := n; i > 0; i-- {
		inner = fmt.Sprintf("cel.bind(x%d, x%d + x%d, %s)", i, i-1, i-1, inner)
	}
	return "cel.bind(x0, 'xxxxxxxxxxxxxxxx', " + inner + ")"
}

func TestHostileExpressionsAreStopped(t *testing.T) {
	for name, expr := range hostile {
		t.Run(name, func(t *testing.T) {
			first, err := json.Marshal(map[string]any{"id": "hostile", "expr": expr})
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			clk := clock.System()
			replies := serve(t, string(first)+"\n"+`{"id":"next","expr":"1 + 1"}`+"\n")
			took := clk.Mono()
			runtime.ReadMemStats(&after)
			if len(replies) != 2 || replies[0].Error == "" {
				t.Fatalf("it is answered: %.200s", fmt.Sprint(replies))
			}
			if string(replies[1].Value) != "2" {
				t.Errorf("the line after it: %+v", replies[1])
			}
			if took > 5*time.Second || after.TotalAlloc-before.TotalAlloc > 1<<30 {
				t.Errorf("it took %s and %d MB", took, (after.TotalAlloc-before.TotalAlloc)>>20)
			}
		})
	}
}

type reply struct {
	ID    json.RawMessage
	Value json.RawMessage
	Error string
}

func serve(t *testing.T, in string) []reply {
	t.Helper()
	var out bytes.Buffer
	if err := wire.ServeJSONL(context.Background(), strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	var replies []reply
	for line := range strings.Lines(out.String()) {
		var r reply
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		replies = append(replies, r)
	}
	return replies
}

func TestALineThatIsNoRequestIsAnsweredToo(t *testing.T) {
	long := `{"id":"long","expr":"'` + strings.Repeat("a", wire.MaxLine) + `'"}`
	replies := serve(t, "not json\n[1]\n"+long+"\n{\"id\":7,\"expr\":\"true\"}\n{\"id\":\"x\",\"expr\":\"y\",\"vars\":{\"y\":{\"$uint\":\"-1\"}}}")
	if len(replies) != 5 {
		t.Fatalf("%d replies", len(replies))
	}
	for i, failed := range []bool{true, true, true, false, true} {
		if (replies[i].Error != "") != failed {
			t.Errorf("reply %d: %.100s %.100s", i, replies[i].Value, replies[i].Error)
		}
	}
	if string(replies[3].ID) != "7" || string(replies[3].Value) != "true" {
		t.Errorf("the line after the long one: %+v", replies[3])
	}
}
