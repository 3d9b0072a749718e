package notify

import (
	"context"

	"yanzhen/internal/door"
)

// Post puts a message into the inbox of its person or account and gives its id. A draft with a mark that was posted before changes
// nothing and gives the id of then. Whether the person wants messages of the kind is for the caller to ask first: see Allowed.
func Post(ctx context.Context, tx *door.Tx, d Draft) (string, error) {
	id := tx.NewID()
	fresh, err := insert(ctx, tx, id, d, tx.Now())
	if err != nil {
		return "", err
	}
	if !fresh {
		return findMarked(ctx, tx, d.District, d.Mark)
	}
	return id, nil
}

// NoteAnswer lets a message show what was answered to it. Only the sender's slice calls it, which keeps the answers themselves.
func NoteAnswer(ctx context.Context, tx *door.Tx, district, message, answer string) error {
	_, err := tx.Exec(ctx, `
		UPDATE notify_message
		SET answer = $1, answered_at = $2, read_at = CASE WHEN read_at = 0 THEN $2 ELSE read_at END
		WHERE district = $3 AND id = $4`, answer, tx.Now().UnixMicro(), district, message)
	return err
}

// ReadAt writes an SQL expression for statements of the slices that post: when a message was read, in microseconds, 0 when it was not or
// there is none. district and message name columns.
func ReadAt(district, message string) string {
	return "COALESCE((SELECT posted.read_at FROM notify_message AS posted WHERE posted.district = " + district + " AND posted.id = " + message + "), 0)"
}

// FollowPerson lets the messages and choices of one dossier be those of another, when two dossiers of one human are joined. Where
// both chose, the stricter holds: who turned something off under either name gets no more of it.
func FollowPerson(ctx context.Context, tx *door.Tx, district, from, to string) error {
	if _, err := tx.Exec(ctx, `UPDATE notify_message SET person = $3 WHERE district = $1 AND person = $2`, district, from, to); err != nil {
		return err
	}
	chosen, err := choicesOf(ctx, tx, district, []string{from})
	if err != nil {
		return err
	}
	for _, c := range chosen[from] {
		if c.Allowed {
			continue
		}
		c.Person = to
		if err := saveChoice(ctx, tx, district, c, tx.Actor(), tx.Now()); err != nil {
			return err
		}
	}
	return nil
}
