package policy

import (
	"cmp"
	"context"
	"runtime"
	"sync"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/pack"
)

func compareCounts(a, b MissingCount) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
}

// A ledger keeps verdicts by chunk of the columns, so that a change of one person costs the chunk
// they stand in and no more. What belongs to chunks or shelves that are no more in use is dropped.
type ledger struct {
	mu      sync.Mutex // held while judging: who asks the same finds the answer
	shelf   *shelf
	day     civil.Date
	kept    map[*column.Chunk]map[*pack.Pack]*pack.Verdicts
	changes int           // grows with every judgement
	stored  *storedLedger // what the last run of the program left, nil when it is used up
}

// of gives what p says of everyone of v, chunk by chunk.
func (l *ledger) of(ctx context.Context, v *view, s *shelf, p *pack.Pack) ([]*pack.Verdicts, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(v, s)
	chunks := v.batch.Chunks()
	l.recall(p)
	var due []int
	for i, chunk := range chunks {
		if l.kept[chunk][p] == nil {
			due = append(due, i)
		}
	}
	if err := l.judge(ctx, v, pack.Related(p, s.active), due); err != nil {
		return nil, err
	}
	parts := make([]*pack.Verdicts, len(chunks))
	for i, chunk := range chunks {
		parts[i] = l.kept[chunk][p]
	}
	return parts, nil
}

// turn starts anew for another shelf or day, and drops chunks that v has no more.
func (l *ledger) turn(v *view, s *shelf) {
	before := l.kept
	same := l.shelf == s && l.day == v.day
	l.shelf, l.day, l.kept = s, v.day, map[*column.Chunk]map[*pack.Pack]*pack.Verdicts{}
	for _, chunk := range v.batch.Chunks() {
		if l.kept[chunk] = before[chunk]; !same || l.kept[chunk] == nil {
			l.kept[chunk] = map[*pack.Pack]*pack.Verdicts{}
		}
	}
}

// judge asks packs about some chunks, on all processors.
func (l *ledger) judge(ctx context.Context, v *view, packs []*pack.Pack, due []int) error {
	workers := min(runtime.GOMAXPROCS(0), len(due))
	errs := make([]error, workers)
	results := make([][]*pack.Verdicts, len(due))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for k := w; k < len(due) && errs[w] == nil; k += workers {
				if errs[w] = ctx.Err(); errs[w] == nil {
					results[k], errs[w] = pack.EvalColumns(packs, v.batch.Part(due[k]), v.day)
				}
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	for k, i := range due {
		l.changes++
		for n, p := range packs {
			l.kept[v.batch.Chunks()[i]][p] = results[k][n]
		}
	}
	return nil
}
