// Package wire answers plain CEL over JSON Lines: one expression with its variables a line in, one
// value or error a line out. It is CEL as cel-go gives it, with the standard library, the macros and
// the string, math, list, set, encoder, network, optional, binding and two-variable comprehension
// extensions; the facts and functions of policies are not there. Values that JSON cannot say are
// tagged, see Encode.
package wire

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"

	"yanzhen/internal/engine/rule/text"
)

// The limits on one line.
const (
	MaxLine = 4 << 20   // bytes
	MaxExpr = 64 << 10  // bytes of the expression
	MaxCost = 1_000_000 // cel-go cost units
	MaxTime = 2 * time.Second
)

// A request is one line in. Vars are JSON values, tagged where needed.
type request struct {
	ID   json.RawMessage            `json:"id"`
	Expr string                     `json:"expr"`
	Vars map[string]json.RawMessage `json:"vars"`
}

// A reply is one line out: a value or an error.
type reply struct {
	ID    json.RawMessage `json:"id"`
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
}

// ServeJSONL reads requests from r until its end or ctx is done and writes one reply a line to w, in
// order. What is wrong with a line becomes that line's error; only reading, writing and ctx can fail.
func ServeJSONL(ctx context.Context, r io.Reader, w io.Writer) error {
	evaluator, err := New()
	if err != nil {
		return err
	}
	in, out := bufio.NewReaderSize(r, 64<<10), bufio.NewWriter(w)
	for {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, out.Flush())
		}
		line, long, err := readLine(in)
		if err != nil && err != io.EOF {
			return errors.Join(fmt.Errorf("read request: %w", err), out.Flush())
		}
		if line = bytes.TrimSpace(line); long || len(line) > 0 {
			if err := answer(ctx, evaluator, line, long, out); err != nil {
				return fmt.Errorf("write reply: %w", err)
			}
		}
		if err == io.EOF {
			return out.Flush()
		}
	}
}

// readLine gives the next line, or says that it is longer than MaxLine and passes over it.
func readLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(line) > MaxLine {
			line, long = nil, true
		}
		if err != bufio.ErrBufferFull {
			return line, long, err
		}
	}
}

func answer(ctx context.Context, e *Evaluator, line []byte, long bool, out *bufio.Writer) error {
	rep := reply{ID: json.RawMessage("null")}
	var req request
	if long {
		rep.Error = fmt.Sprintf("the line is longer than %d bytes", MaxLine)
	} else if err := json.Unmarshal(line, &req); err != nil {
		rep.Error = "not a request: " + err.Error()
	} else {
		if len(req.ID) > 0 {
			rep.ID = req.ID
		}
		v, err := e.within(ctx, req)
		if err == nil {
			rep.Value, err = Encode(v)
		}
		if err != nil {
			rep.Value, rep.Error = nil, err.Error()
		}
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(rep); err != nil {
		return err
	}
	return out.Flush()
}

// within evaluates a request in the time that a line may take.
func (e *Evaluator) within(ctx context.Context, req request) (ref.Val, error) {
	ctx, stop := context.WithTimeout(ctx, MaxTime)
	defer stop()
	return e.Eval(ctx, req.Expr, req.Vars)
}

// An Evaluator evaluates plain CEL. It is safe for concurrent use.
type Evaluator struct{ env *cel.Env }

// New makes an Evaluator.
func New() (*Evaluator, error) {
	env, err := cel.NewEnv(cel.OptionalTypes(), cel.EnableIdentifierEscapeSyntax(), cel.CrossTypeNumericComparisons(true),
		ext.Strings(), ext.Math(), ext.Lists(), ext.Sets(), ext.Encoders(), ext.Bindings(), ext.Network(), ext.TwoVarComprehensions(),
		text.Library(MaxText), network(), optionalFields(), cel.Macros(blockMacros()...))
	if err != nil {
		return nil, fmt.Errorf("make CEL: %w", err)
	}
	return &Evaluator{env}, nil
}

// Eval evaluates expr; each variable has type dyn. An expression that does not check, as when a
// literal meets one of another type, still runs if it parses, so that it fails or not as the
// specification of CEL without types says.
// Errors: of the text, of a variable, or of the evaluation, in cel-go's words.
func (e *Evaluator) Eval(ctx context.Context, expr string, vars map[string]json.RawMessage) (ref.Val, error) {
	if len(expr) > MaxExpr {
		return nil, fmt.Errorf("the expression is longer than %d bytes", MaxExpr)
	}
	env, values, err := e.with(vars)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Parse(expr)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if err := checkKeys(ast); err != nil {
		return nil, err
	}
	fieldsOfOptionals(ast)
	checked, problems := env.Check(ast)
	if problems.Err() == nil {
		ast = checked
	}
	prog, err := env.Program(ast, cel.CostTracking(grown{}), cel.CostLimit(MaxCost), cel.InterruptCheckFrequency(100))
	if err != nil {
		return nil, err
	}
	v, _, err := prog.ContextEval(ctx, values)
	switch {
	case err != nil && problems.Err() != nil: // what the checker says is plainer
		return nil, problems.Err()
	case err != nil:
		return nil, err
	}
	return v, nil
}

func (e *Evaluator) with(vars map[string]json.RawMessage) (*cel.Env, map[string]any, error) {
	values := make(map[string]any, len(vars))
	if len(vars) == 0 {
		return e.env, values, nil
	}
	var opts []cel.EnvOption
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		v, err := Decode(vars[name])
		if err != nil {
			return nil, nil, fmt.Errorf("variable %s: %w", name, err)
		}
		if t, ok := v.(*types.Type); ok {
			opts = append(opts, cel.Variable(name, types.NewTypeTypeWithParam(t)))
		} else {
			opts = append(opts, cel.Variable(name, cel.DynType))
		}
		values[name] = v
	}
	env, err := e.env.Extend(opts...)
	return env, values, err
}
