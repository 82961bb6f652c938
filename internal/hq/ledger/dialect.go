package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// dialect is what SQLite and PostgreSQL say differently. The rest of this
// package is written once, in words that both understand: "?" for an argument
// (a connection to PostgreSQL numbers them), whole numbers for bools, casts
// around sums.
type dialect struct {
	// words turns the schema's words into its own.
	words *strings.Replacer
	// once keeps two processes from making the tables at the same time.
	once string
	// version asks for the number of the schema, setVersion keeps it.
	version, setVersion string
	// begun is said first in a transaction that numbers what it stores, by
	// the order of arrival. Many run at once.
	begun string
	// settled waits until none that has begun is under way.
	settled string
	// turn is said first in a transaction that no other of its kind may run
	// beside.
	turn string
	// collided reports whether a transaction failed only because another ran
	// beside it.
	collided func(error) bool
}

// prepare makes the tables, or refuses a ledger that this program cannot
// write.
func (d *dialect) prepare(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if d.once != "" {
		if _, err := tx.ExecContext(ctx, d.once); err != nil {
			return err
		}
	}
	var v int
	if err := tx.QueryRowContext(ctx, d.version).Scan(&v); err != nil {
		return err
	}
	tables, read := schema(v)
	switch {
	case v == schemaVersion:
		return nil
	case v > schemaVersion:
		return fmt.Errorf("it has schema %d and this endcap-hq knows %d: run the newer endcap-hq that wrote it", v, schemaVersion)
	case !read:
		return fmt.Errorf("it has schema %d, which only the endcap-hq that wrote it reads: move it to another place, and a new one begins", v)
	}
	if _, err := tx.ExecContext(ctx, d.words.Replace(tables)+fmt.Sprintf(d.setVersion, schemaVersion)); err != nil {
		return err
	}
	return tx.Commit()
}

// update runs f in one transaction, beside which no other update runs, and
// tells watchers after COMMIT.
func (l *Ledger) update(ctx context.Context, f func(tx *sql.Tx) error) error {
	return l.transact(ctx, l.dialect.turn, f)
}

// store runs f in one transaction and tells watchers after COMMIT. Others may
// run beside it.
func (l *Ledger) store(ctx context.Context, f func(tx *sql.Tx) error) error {
	return l.transact(ctx, l.dialect.begun, f)
}

// transact runs f in one transaction. It begins again, a few times, when
// another that ran beside it made it fail.
func (l *Ledger) transact(ctx context.Context, first string, f func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := l.try(ctx, first, f)
		if err == nil {
			l.changed.Set(struct{}{})
			return nil
		}
		if try == tries || !l.dialect.collided(err) {
			return err
		}
		pause := time.NewTimer(rand.N(firstPause << try))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return err
		}
	}
}

func (l *Ledger) try(ctx context.Context, first string, f func(tx *sql.Tx) error) error {
	tx, err := l.write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	if first != "" {
		_, err = tx.ExecContext(ctx, first)
	}
	if err == nil {
		err = f(tx)
	}
	if err != nil {
		return errors.Join(explain(err), ended(tx.Rollback()))
	}
	if err := l.commit(tx.Commit); err != nil {
		return errors.Join(explain(err), ended(tx.Rollback()))
	}
	return nil
}

// ended passes over that a transaction is over already, or its connection.
func ended(err error) error {
	if errors.Is(err, sql.ErrTxDone) || errors.Is(explain(err), ErrAway) {
		return nil
	}
	return err
}
