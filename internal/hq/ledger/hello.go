package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"endcap/sync/wire"
)

// Hello keeps what a device says of itself and returns a watermark for each
// of its positions, in their order.
//
// What does not fit is told of by alarms (AlarmKind), and the streams go on:
// a device that was once told of a higher watermark keeps nothing up to
// there, so the numbers between are a gap from now on; numbers that it made
// and does not list any more are lost; numbers that are here and that it does
// not have are kept.
//
// twin says that the hello is another device's of the same name: it speaks as
// an incarnation that another one followed, while that one is still about.
// Its events are taken; its presence and what it says of itself are not kept.
func (l *Ledger) Hello(ctx context.Context, from wire.Address, h wire.Hello, now time.Time) (upto []wire.Mark, twin bool, err error) {
	var notes []note
	err = l.store(ctx, func(tx *sql.Tx) error {
		a := appending{ctx: ctx, tx: tx, do: &l.do, now: now}
		d, err := a.device(from)
		if err != nil {
			return err
		}
		g, err := a.greet(d, from, h)
		if err != nil {
			return err
		}
		if upto, err = a.positions(from, h, g); err != nil {
			return err
		}
		if g.news && !g.twin && len(h.Streams) < wire.MaxPositions {
			if err := a.unlisted(d, from, h.Streams); err != nil {
				return err
			}
		}
		twin, notes = g.twin, a.notes
		return a.finish()
	})
	if err != nil {
		return nil, false, fmt.Errorf("ledger: keep the hello of %s/%s: %w", from.Store, from.Device, err)
	}
	l.tell(notes)
	return upto, twin, nil
}

// greeting is what a hello turns out to be.
type greeting struct {
	news bool // not heard before: not one that came twice, or late
	twin bool
}

// greet decides whose hello it is and keeps what it says.
func (a *appending) greet(d *caller, from wire.Address, h wire.Hello) (g greeting, err error) {
	var was struct {
		session uint64
		twin    bool
	}
	row := a.tx.QueryRowContext(a.ctx, "SELECT session, twin FROM incarnations WHERE device=? AND inc=?", d.id, h.Incarnation)
	switch err := row.Scan(&was.session, &was.twin); {
	case errors.Is(err, sql.ErrNoRows):
		g.news = true
	case err != nil:
		return g, err
	default:
		g.news = clip(h.Session) > was.session
		g.twin = was.twin
		if g.news {
			g.twin = h.Incarnation != d.inc && a.now.Sub(unstamp(d.heard)) < twinWait
		}
	}
	if !g.news {
		return g, nil
	}
	if _, err := a.tx.ExecContext(a.ctx, `INSERT INTO incarnations (device, inc, session, twin, met, wall, mono, clock) VALUES (?,?,?,?,?,?,?,?)
		ON CONFLICT (device, inc) DO UPDATE SET session=excluded.session, twin=excluded.twin`,
		d.id, h.Incarnation, clip(h.Session), whole(g.twin), stamp(a.now), stamp(h.Clock.Wall), h.Clock.Mono, string(h.Clock.Clock)); err != nil {
		return g, err
	}
	if g.twin {
		if _, err := a.tx.ExecContext(a.ctx, "UPDATE devices SET twin=1 WHERE id=?", d.id); err != nil {
			return g, err
		}
		return g, a.alarmed(d.id, note{from: from, kind: Twin, inc: h.Incarnation})
	}
	// A device knows a command that a ledger put back to an older copy does
	// not; the next number goes above it.
	d.inc = h.Incarnation
	_, err = a.tx.ExecContext(a.ctx, `UPDATE devices SET inc=?, session=?, nonce=?, heard=?, online=1, twin=0,
		command=?, taken=?, role=?, version=?, book=?, quotas=?, offers=? WHERE id=?`,
		h.Incarnation, clip(h.Session), h.Nonce, stamp(a.now), max(d.command, clip(h.Command)), clip(h.Command), plain(h.Role), plain(h.Version), clip(h.Book), plain(h.Quotas), clip(h.Offers), d.id)
	return g, err
}

// positions answers each position of a hello with its watermark.
func (a *appending) positions(from wire.Address, h wire.Hello, g greeting) ([]wire.Mark, error) {
	out := make([]wire.Mark, len(h.Streams))
	for i, p := range h.Streams {
		if p.Next > maxNumber {
			return nil, fmt.Errorf("%w: event %d, at most %d are numbered", wire.ErrMalformed, p.Next, uint64(maxNumber))
		}
		s, err := a.stream(from, p.Incarnation, p.Stream)
		if err != nil {
			return nil, err
		}
		if p.Safe > s.upto {
			if err := a.alarm(s, Older, s.upto+1, p.Safe); err != nil {
				return nil, err
			}
			s.upto = p.Safe
		}
		// A hello that is no news is older than the events that came since.
		if g.news && p.Next-1 < s.upto {
			if err := a.alarm(s, Restored, p.Next, s.upto); err != nil {
				return nil, err
			}
		}
		s.told = max(s.told, p.Next-1)
		out[i] = wire.Mark{Stream: p.Stream, Incarnation: p.Incarnation, Upto: s.upto}
	}
	return out, nil
}

// unlisted finds the streams with numbers that never came and that the device
// does not list any more. A device lists every stream until all of it is
// acknowledged, so nobody has them. The watermark stays, because a device
// that has them after all has to send them.
func (a *appending) unlisted(d *caller, from wire.Address, positions []wire.Position) error {
	listed := make(map[streamKey]bool, len(positions))
	for _, p := range positions {
		listed[streamKey{from, p.Incarnation, p.Stream}] = true
	}
	rows, err := a.tx.QueryContext(a.ctx, `SELECT id, inc, stream, upto, told FROM streams s WHERE device=? AND told > upto
		AND NOT EXISTS (SELECT 1 FROM incarnations i WHERE i.device=s.device AND i.inc=s.inc AND i.twin=1) ORDER BY id LIMIT ?`, d.id, maxRows)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var gone []*stream
	for rows.Next() {
		s := &stream{device: d}
		s.from = from
		if err := rows.Scan(&s.id, &s.inc, &s.stream, &s.upto, &s.told); err != nil {
			return err
		}
		if !listed[s.streamKey] {
			gone = append(gone, s)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, s := range gone {
		if err := a.alarm(s, Lost, s.upto+1, s.told); err != nil {
			return err
		}
		if err := a.exec(a.do.mark, s.upto, s.upto, s.id); err != nil { // waited for no more
			return err
		}
	}
	return nil
}

// clip keeps a number that a device says within what a database can hold.
func clip(n uint64) uint64 { return min(n, math.MaxInt64) }
