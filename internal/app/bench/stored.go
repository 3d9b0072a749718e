package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// stored measures the way from columns that were left in a file to results that are safe on the disk,
// on all cores: read, judge, compress by policy, write, sync. What was stored is then read back.
func (m *meter) stored(_ context.Context, r *PolicyReport) error {
	dir, err := os.MkdirTemp("", "yanzhen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	columns, results := filepath.Join(dir, "columns"), filepath.Join(dir, "results")
	if err := write(columns, m.batch.Save); err != nil {
		return err
	}
	took, err := m.best(func() error { return m.judgeStored(columns, results, r.Machine) })
	if err != nil {
		return err
	}
	r.StoredMS = ms(took)
	raw, err := os.ReadFile(results)
	if err != nil {
		return err
	}
	r.StoredBytes = len(raw)
	for k, j := range m.judged {
		var back tally
		if back, raw, err = readResult(raw, j.N); err != nil {
			return err
		}
		if want := tallyOf(j, j.N); back != want {
			return fault.Internal.New("bench.disagree").With("who", "stored").From(fmt.Errorf("policy %d is stored as %v, not %v", k+1, back, want))
		}
	}
	return nil
}

// judgeStored judges whom the file of columns holds and leaves the results in the other file.
func (m *meter) judgeStored(columns, results string, cores int) error {
	in, err := os.Open(columns)
	if err != nil {
		return err
	}
	defer in.Close()
	people, err := column.Load(in, fields())
	if err != nil {
		return err
	}
	judged, err := rule.NewSitting(people.Batch(), today, cores).Judge(m.benefits)
	if err != nil {
		return err
	}
	var out []byte
	for _, j := range judged {
		out = appendResult(out, j)
	}
	temp := results + ".new"
	err = write(temp, func(w io.Writer) error {
		_, err := w.Write(out)
		return err
	})
	if err != nil {
		return err
	}
	return os.Rename(temp, results)
}

// write makes a file whose contents are on the disk when it returns.
func write(path string, contents func(w io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(contents(f), f.Sync(), f.Close())
}

// appendResult appends what a policy says of everybody: who is a yes, unknown or failed, and the amounts.
func appendResult(dst []byte, j *rule.Judgement) []byte {
	for _, set := range []column.Bits{j.Yes, j.Unknown, j.Failed} {
		dst = column.AppendSet(dst, set)
	}
	amounts := make([]int64, 0, j.Count())
	none := make(column.Bits, column.Words(cap(amounts))) // places of yes rows whose amount is not known
	j.EachYes(func(_ int, amount int64, state rule.Verdict) {
		if state != rule.Yes {
			none.Set(len(amounts))
		}
		amounts = append(amounts, amount)
	})
	return column.AppendInts(column.AppendSet(dst, none), amounts)
}

// readResult reads the count and the sum of a result of n rows.
func readResult(src []byte, n int) (t tally, rest []byte, err error) {
	yes, rest, err := column.ReadSet(src, n)
	if err != nil {
		return t, nil, err
	}
	t.count = int64(yes.Count())
	for _, rows := range []int{n, n, yes.Count()} {
		if _, rest, err = column.ReadSet(rest, rows); err != nil {
			return t, nil, err
		}
	}
	amounts, rest, err := column.ReadInts(rest)
	for _, x := range amounts {
		t.fen += x
	}
	return t, rest, err
}
