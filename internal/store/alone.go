package store

import "context"

// aloneKey names the lock of Alone among PostgreSQL's advisory locks: "yanzhen" in letters.
const aloneKey = 0x79616e7a68656e

// Alone runs work while no other node of the installation is in Alone: two that are started together must not both change the
// schema. SQLite has one node, and nothing to wait for.
func (db *DB) Alone(ctx context.Context, work func() error) error {
	if db.engine == SQLite {
		return work()
	}
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return classify(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(aloneKey)); err != nil {
		return classify(err)
	}
	defer func() {
		if _, err := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(aloneKey)); err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // the lock ends with its connection
		}
	}()
	return work()
}
