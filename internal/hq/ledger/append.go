package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"endcap/sync/wire"
)

// Append stores a batch and returns the stream's watermark after COMMIT:
// every event up to and including upto is on disk, or told of as a gap. Events below the watermark
// are passed over in silence if they say what they said before, and kept
// aside as a conflict if they do not. Events beyond a gap are not stored; the
// device sends again from upto+1. bad lists the batch's dead letters: they
// are stored as they came, add to no sum, and count as accepted.
//
// On an error nothing was stored and nothing may be acknowledged.
func (l *Ledger) Append(ctx context.Context, b wire.Batch, now time.Time) (upto uint64, bad []uint64, err error) {
	var against []uint64
	err = l.update(ctx, func(tx *sql.Tx) error {
		a := appending{ctx: ctx, tx: tx, do: &l.do, from: b.From, inc: b.Incarnation, now: stamp(now)}
		if upto, err = a.watermark(); err != nil {
			return err
		}
		was := upto
		for _, e := range b.Events {
			var dead bool
			switch {
			case e.Seq > upto+1:
				continue
			case e.Seq == upto+1:
				dead, err = a.accept(e)
				upto = e.Seq
			default:
				dead, err = a.again(e)
			}
			if err != nil {
				return fmt.Errorf("event %d: %w", e.Seq, err)
			}
			if dead {
				bad = append(bad, e.Seq)
			}
		}
		against = a.against
		return a.finish(was, upto)
	})
	if err != nil {
		return 0, nil, fmt.Errorf("ledger: append events of %s/%s: %w", b.From.Store, b.From.Device, err)
	}
	for _, seq := range against {
		l.log.Error("a device has given one number to two events: its store was copied or restored; the first is kept in the sums, the second aside",
			slog.String("store", b.From.Store), slog.String("device", b.From.Device), slog.String("inc", b.Incarnation), slog.Uint64("seq", seq))
	}
	return upto, bad, nil
}

// Upto returns the watermark of a stream, 0 for one never heard of.
func (l *Ledger) Upto(ctx context.Context, a wire.Address, incarnation string) (uint64, error) {
	upto, err := scanUpto(l.read.QueryRowContext(ctx, uptoSQL, a.Tenant, a.Store, a.Device, incarnation))
	if err != nil {
		return 0, fmt.Errorf("ledger: watermark of %s/%s: %w", a.Store, a.Device, explain(err))
	}
	return upto, nil
}

func scanUpto(row *sql.Row) (upto uint64, err error) {
	if err = row.Scan(&upto); errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return upto, err
}

// appending is one Append under way.
type appending struct {
	ctx  context.Context //nolint:containedctx // lives for one call of Append
	tx   *sql.Tx
	do   *statements
	from wire.Address
	inc  string
	now  string
	// against gathers the numbers that now stand for two events.
	against []uint64
}

// key puts the stream before args, as every statement of it begins.
func (a *appending) key(args ...any) []any {
	return append([]any{a.from.Tenant, a.from.Store, a.from.Device, a.inc}, args...)
}

func (a *appending) exec(s *sql.Stmt, args ...any) error {
	_, err := a.tx.StmtContext(a.ctx, s).ExecContext(a.ctx, args...)
	return err
}

func (a *appending) watermark() (uint64, error) {
	return scanUpto(a.tx.StmtContext(a.ctx, a.do.upto).QueryRowContext(a.ctx, a.key()...))
}

// accept stores the next event with what it adds to the sums.
func (a *appending) accept(e wire.Event) (dead bool, err error) {
	effect, fault := meaning(e)
	if err := a.exec(a.do.event, a.key(e.Seq, e.Type, said(e), a.now, []byte(e.Data), words(fault))...); err != nil {
		return false, err
	}
	switch {
	case fault != nil:
		return true, nil //nolint:nilerr // the fault is kept with the event
	case effect.move != nil:
		m := effect.move
		return false, a.exec(a.do.stock, a.from.Tenant, a.from.Store, m.GTIN.String(), m.Lot, m.Place, m.Grams, m.Quantity)
	case effect.sale != nil:
		s := effect.sale
		return false, a.exec(a.do.sale, a.from.Tenant, a.from.Store, e.At.Format(time.DateOnly), s.Total.Currency.String(), s.Pieces, s.Total.Minor, s.Saved.Minor)
	case effect.book != 0:
		return false, a.exec(a.do.deviceBook, a.from.Tenant, a.from.Store, a.from.Device, effect.book)
	}
	return false, nil
}

// again looks at an event whose number is taken.
func (a *appending) again(e wire.Event) (dead bool, err error) {
	var kind, at, fault string
	var data []byte
	row := a.tx.StmtContext(a.ctx, a.do.same).QueryRowContext(a.ctx, a.key(e.Seq)...)
	switch err := row.Scan(&kind, &at, &data, &fault); {
	case errors.Is(err, sql.ErrNoRows): // in a gap
		return a.accept(e)
	case err != nil:
		return false, err
	}
	if kind == string(e.Type) && at == said(e) && bytes.Equal(data, e.Data) {
		return fault != "", nil
	}
	r, err := a.tx.StmtContext(a.ctx, a.do.conflict).ExecContext(a.ctx, a.key(e.Seq, e.Type, said(e), a.now, []byte(e.Data), maxConflicts)...)
	if err != nil {
		return false, err
	}
	if n, err := r.RowsAffected(); err == nil && n > 0 {
		a.against = append(a.against, e.Seq)
	}
	return false, nil
}

// finish moves the watermark and marks the device as heard.
func (a *appending) finish(was, upto uint64) error {
	if upto > was {
		if err := a.exec(a.do.setUpto, a.key(upto)...); err != nil {
			return err
		}
	}
	return a.exec(a.do.heard, a.key(a.now, upto+1)...)
}

// gap writes down that the numbers from first to last will never come.
func (a *appending) gap(first, last uint64) error {
	_, err := a.tx.ExecContext(a.ctx, "INSERT INTO gaps (tenant, store, device, inc, first, last, noticed) VALUES (?,?,?,?,?,?,?)", a.key(first, last, a.now)...)
	if err != nil {
		return err
	}
	return a.exec(a.do.setUpto, a.key(last)...)
}

// said is when an event happened, in the device's own words.
func said(e wire.Event) string { return e.At.Format(time.RFC3339Nano) }

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
