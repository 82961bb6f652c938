package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"endcap/sync/wire"
)

// Device is one cart or shelf as headquarters knows it.
type Device struct {
	wire.Address
	Incarnation string    `json:"inc"` // the present one
	Session     uint64    `json:"session"`
	Online      bool      `json:"online"`
	Twin        bool      `json:"twin"` // another device of the same name spoke last
	Role        string    `json:"role"`
	Version     string    `json:"version"`
	Offers      uint64    `json:"offers"`  // what it knows of their format
	Book        uint64    `json:"book"`    // version of the price book it sells by
	Stored      uint64    `json:"stored"`  // its events that are safe here, of all streams
	Pending     uint64    `json:"pending"` // events that it was known to hold and that are not here
	Seen        time.Time `json:"seen"`
}

// Stream is how far one stream of one incarnation of a device has come.
type Stream struct {
	Incarnation string      `json:"inc"`
	Stream      wire.Stream `json:"stream"`
	Upto        uint64      `json:"upto"` // all numbers up to here are safe
	Told        uint64      `json:"told"` // the highest number that the device was known to have given
}

// Waiting returns how many events it was known to have that are not here.
func (s Stream) Waiting() uint64 { return max(s.Told, s.Upto) - s.Upto }

// Status keeps a device's presence. What another incarnation than the present
// one says, or an earlier session, is passed over: a broker may send an old
// will late, and a copy of the device may come and go. One that this ledger
// never met is believed: it was greeted by a newer copy of the ledger.
func (l *Ledger) Status(ctx context.Context, a wire.Address, s wire.Status, now time.Time) error {
	err := l.store(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE devices SET session=?, online=?, seen=?, heard=?
			WHERE tenant=? AND store=? AND device=? AND session<=?
			AND (inc=? OR NOT EXISTS (SELECT 1 FROM incarnations i WHERE i.device=devices.id AND i.inc=?))`,
			clip(s.Session), whole(s.Online), stamp(now), stamp(now), a.Tenant, a.Store, a.Device, clip(s.Session), s.Incarnation, s.Incarnation)
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: keep the status of %s/%s: %w", a.Store, a.Device, err)
	}
	return nil
}

// AllOffline forgets who is online: the broker that knew has begun anew.
func (l *Ledger) AllOffline(ctx context.Context) error {
	err := l.store(ctx, func(tx *sql.Tx) error {
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
		err = r.Scan(&d.Tenant, &d.Store, &d.Device, &d.Incarnation, &d.Session, &d.Online, &d.Twin, &d.Role, &d.Version, &d.Offers, &d.Book, &seen, &d.Stored, &d.Pending)
		d.Seen = unstamp(seen)
		return d, err
	}, `SELECT tenant, store, device, inc, session, online, twin, role, version, offers, book, seen,
		CAST(coalesce((SELECT sum(upto) FROM streams s WHERE s.device=d.id), 0) AS BIGINT),
		CAST(coalesce((SELECT sum(told-upto) FROM streams s WHERE s.device=d.id AND told>upto), 0) AS BIGINT)
		FROM devices d ORDER BY tenant, store, device LIMIT ?`, maxRows)
}

// Streams returns the watermarks of a device, the newest incarnation first,
// at most 1,000.
func (l *Ledger) Streams(ctx context.Context, a wire.Address) ([]Stream, error) {
	return list(ctx, l, "streams", func(r *sql.Rows) (s Stream, err error) {
		return s, r.Scan(&s.Incarnation, &s.Stream, &s.Upto, &s.Told)
	}, `SELECT s.inc, s.stream, upto, told FROM streams s JOIN devices d ON d.id = s.device
		WHERE tenant=? AND store=? AND d.device=? ORDER BY s.id DESC LIMIT ?`, a.Tenant, a.Store, a.Device, maxRows)
}

// Vocabulary is what a device knows of the format of offers.
type Vocabulary struct {
	Device string // empty for no device at all
	Offers uint64
}

// Oldest returns the device of a store that knows the least of offers, of
// those that were heard since a moment.
func (l *Ledger) Oldest(ctx context.Context, tenant, store string, since time.Time) (v Vocabulary, err error) {
	err = l.read.QueryRowContext(ctx, "SELECT device, offers FROM devices WHERE tenant=? AND store=? AND seen>=? ORDER BY offers, device LIMIT 1",
		tenant, store, stamp(since)).Scan(&v.Device, &v.Offers)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Vocabulary{}, nil
	case err != nil:
		return v, fmt.Errorf("ledger: devices of store %s: %w", store, explain(err))
	}
	v.Offers = max(v.Offers, 1) // before it was told there was but the first
	return v, nil
}
