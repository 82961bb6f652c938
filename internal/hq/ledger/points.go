package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"endcap/offers/points"
)

// ErrNoEntry is returned when there is no entry of points of this ID.
var ErrNoEntry = errors.New("no such entry of points")

type postKey struct{ tenant, id string }

const entriesSQL = "SELECT id, source, target, points, offer, basket, at FROM points "

func scanPoints(r interface{ Scan(...any) error }) (e points.Entry, err error) {
	var at string
	err = r.Scan(&e.ID, &e.From, &e.To, &e.Points, &e.Offer, &e.Basket, &at)
	e.At = unstamp(at)
	return e, err
}

// findPoints returns the entry of an ID, ErrNoEntry where there is none.
func findPoints(ctx context.Context, tx *sql.Tx, tenant, id string) (points.Entry, error) {
	e, err := scanPoints(tx.QueryRowContext(ctx, entriesSQL+"WHERE tenant=? AND id=?", tenant, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoEntry
	}
	return e, err
}

// post takes an entry, once by its ID. One that says something else than the
// entry of that ID is a dead letter.
func (a *appending) post(tenant string, e points.Entry) (fault, err error) {
	key := postKey{tenant, e.ID}
	was, ok := a.posts[key]
	if !ok {
		was, err = findPoints(a.ctx, a.tx, tenant, e.ID)
		if ok = err == nil; err != nil && !errors.Is(err, ErrNoEntry) {
			return nil, err
		}
	}
	switch {
	case !ok:
		a.posts[key] = e
	case !was.Same(e):
		return fmt.Errorf("%w: %d points from %s to %s under the ID of %d from %s to %s", points.ErrEntry, e.Points, e.From, e.To, was.Points, was.From, was.To), nil
	}
	return nil, nil
}

// posted writes the entries that were gathered, in the order of their IDs.
func (a *appending) posted() error {
	keys := make([]postKey, 0, len(a.posts))
	for k := range a.posts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y postKey) int { return cmp.Or(cmp.Compare(x.tenant, y.tenant), cmp.Compare(x.id, y.id)) })
	for _, k := range keys {
		if err := putPoints(a.ctx, a.tx, k.tenant, a.posts[k]); err != nil {
			return err
		}
	}
	return nil
}

func putPoints(ctx context.Context, tx *sql.Tx, tenant string, e points.Entry) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO points (tenant, id, source, target, points, offer, basket, at) VALUES (?,?,?,?,?,?,?,?)
		ON CONFLICT (tenant, id) DO NOTHING`, tenant, e.ID, e.From, e.To, e.Points, e.Offer, e.Basket, stamp(e.At))
	return err
}

// Points is the balance of an account: what came to it less what went from it,
// as far as devices have told.
func (l *Ledger) Points(ctx context.Context, tenant, account string) (n int64, err error) {
	row := l.read.QueryRowContext(ctx, `SELECT CAST(coalesce(sum(CASE WHEN target=? THEN points ELSE -points END), 0) AS BIGINT)
		FROM points WHERE tenant=? AND (source=? OR target=?)`, account, tenant, account, account)
	if err := row.Scan(&n); err != nil {
		return 0, fmt.Errorf("ledger: points of %s: %w", account, explain(err))
	}
	return n, nil
}

// Posted returns the entries of an account in the order in which they came, at
// most 1,000 after the first so many.
func (l *Ledger) Posted(ctx context.Context, tenant, account string, skip int64) ([]points.Entry, error) {
	return list(ctx, l, "points", func(r *sql.Rows) (points.Entry, error) { return scanPoints(r) },
		entriesSQL+"WHERE tenant=? AND (source=? OR target=?) ORDER BY n LIMIT ? OFFSET ?", tenant, account, account, maxRows, skip)
}

// ReversePoints takes an entry back, whole and once, and returns the entry
// that does. ErrNoEntry or points.ErrEntry says why not.
func (l *Ledger) ReversePoints(ctx context.Context, tenant, id string, now time.Time) (back points.Entry, err error) {
	err = l.update(ctx, func(tx *sql.Tx) error {
		e, err := findPoints(ctx, tx, tenant, id)
		if err != nil {
			return err
		}
		if back, err = points.Reverse(e, now.UTC().Truncate(time.Millisecond)); err != nil {
			return err
		}
		if err := putPoints(ctx, tx, tenant, back); err != nil {
			return err
		}
		back, err = findPoints(ctx, tx, tenant, back.ID) // which may be an earlier one
		return err
	})
	if err != nil {
		return back, fmt.Errorf("ledger: take back the entry %.80q: %w", id, err)
	}
	return back, nil
}
