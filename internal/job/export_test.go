package job

import "context"

// What the tests of the signs of life see.
type (
	Call  = call
	Pulse = pulse
)

const LostAfter = lostAfter

func (w *Workers) UseQueue(q *Queue) { w.queue = q }

func (w *Workers) Lost(ctx context.Context, seen map[Call]Pulse) ([]Call, error) {
	return w.lost(ctx, seen)
}

func (w *Workers) Revive(ctx context.Context, c Call, p Pulse) error { return w.revive(ctx, c, p.beat) }

func (w *Workers) Begin(ctx context.Context, c Call) (*Run, error) { return w.begin(ctx, c) }
