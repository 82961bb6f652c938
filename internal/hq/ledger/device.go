package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math"
	"time"

	"endcap/sync/wire"
)

// Device is one cart or shelf as headquarters knows it.
type Device struct {
	wire.Address
	Incarnation string    `json:"inc"`
	Session     uint64    `json:"session"`
	Online      bool      `json:"online"`
	Role        string    `json:"role"`
	Version     string    `json:"version"`
	Book        uint64    `json:"book"` // version of the price book it sells by
	Upto        uint64    `json:"upto"` // its events up to here are in the ledger
	Next        uint64    `json:"next"` // the number its next event will have, as far as known
	Seen        time.Time `json:"seen"`
}

// Pending returns how many events the device was known to hold that are not
// in the ledger.
func (d Device) Pending() uint64 {
	if d.Next <= d.Upto+1 {
		return 0
	}
	return d.Next - 1 - d.Upto
}

// Hello keeps what a device says of itself and returns the watermark of its
// stream. A device that was once told of a higher watermark keeps nothing up
// to there: the ledger was put back to an older copy meanwhile. The numbers
// between are written down as a gap and told of, and the stream goes on.
func (l *Ledger) Hello(ctx context.Context, a wire.Address, h wire.Hello, now time.Time) (upto uint64, err error) {
	var was uint64
	err = l.update(ctx, func(tx *sql.Tx) error {
		stream := appending{ctx: ctx, tx: tx, do: &l.do, from: a, inc: h.Incarnation, now: stamp(now)}
		if was, err = stream.watermark(); err != nil {
			return err
		}
		if upto = max(was, clip(h.Safe)); upto > was {
			if err := stream.gap(was+1, upto); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO devices (tenant, store, device, inc, session, online, role, version, book, next, seen)
			VALUES (?,?,?,?,?,1,?,?,?,?,?)
			ON CONFLICT DO UPDATE SET inc=excluded.inc, session=excluded.session, online=1, role=excluded.role,
				version=excluded.version, book=excluded.book, next=excluded.next, seen=excluded.seen`,
			stream.key(clip(h.Session), h.Role, h.Version, clip(h.Book), clip(h.Next), stamp(now))...)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: keep the hello of %s/%s: %w", a.Store, a.Device, err)
	}
	if upto > was {
		l.log.Error("events are missing that a device was told are safe: this ledger is older than it was; look for a newer copy of it",
			slog.String("store", a.Store), slog.String("device", a.Device), slog.String("inc", h.Incarnation), slog.Uint64("first", was+1), slog.Uint64("last", upto))
	}
	return upto, nil
}

// Status keeps a device's presence. That a session ended is passed over when
// the device has begun a later one: a broker may send an old will late.
func (l *Ledger) Status(ctx context.Context, a wire.Address, s wire.Status, now time.Time) error {
	err := l.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO devices (tenant, store, device, session, online, seen) VALUES (?,?,?,?,?,?)
			ON CONFLICT DO UPDATE SET session=excluded.session, online=excluded.online, seen=excluded.seen
			WHERE excluded.session >= session`,
			a.Tenant, a.Store, a.Device, clip(s.Session), s.Online, stamp(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: keep the status of %s/%s: %w", a.Store, a.Device, err)
	}
	return nil
}

// AllOffline forgets who is online: the broker that knew has begun anew.
func (l *Ledger) AllOffline(ctx context.Context) error {
	err := l.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE devices SET online=0 WHERE online<>0")
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: mark every device offline: %w", err)
	}
	return nil
}

// Devices returns the fleet in the order of its names, at most 1,000.
func (l *Ledger) Devices(ctx context.Context) ([]Device, error) {
	return list(ctx, l, "devices", func(r *sql.Rows) (d Device, err error) {
		var seen string
		err = r.Scan(&d.Tenant, &d.Store, &d.Device, &d.Incarnation, &d.Session, &d.Online, &d.Role, &d.Version, &d.Book, &d.Next, &seen, &d.Upto)
		d.Seen = unstamp(seen)
		return d, err
	}, `SELECT d.tenant, d.store, d.device, d.inc, d.session, d.online, d.role, d.version, d.book, d.next, d.seen, coalesce(s.upto, 0)
		FROM devices d LEFT JOIN streams s USING (tenant, store, device, inc)
		ORDER BY d.tenant, d.store, d.device LIMIT ?`, maxRows)
}

// clip keeps a number that a device says within what SQLite can hold.
func clip(n uint64) uint64 { return min(n, math.MaxInt64) }
