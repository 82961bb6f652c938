package ledger

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"endcap/sync/wire"
)

// AlarmKind says what is wrong. Append only.
type AlarmKind string

// Kinds of alarms.
const (
	// Older: the device was told that the numbers are safe, and this ledger
	// does not have them: it is older than it was. They never come.
	Older AlarmKind = "older"
	// Lost: the device made these numbers and has them no more, and this
	// ledger never got them: its storage was lost or replaced. If they come
	// after all, they are taken.
	Lost AlarmKind = "lost"
	// Restored: this ledger has the numbers and the device has not: it was put
	// back to an older copy. Nothing is lost.
	Restored AlarmKind = "restored"
	// Twin: two devices answer to one name.
	Twin AlarmKind = "twin"
	// Unsummed: a marker cannot be understood, so that what the numbers under
	// it moved is in no sum.
	Unsummed AlarmKind = "unsummed"

	// contradicted: one number came with two contents. It is logged; the
	// second is among the conflicts.
	contradicted AlarmKind = "contradicted"
)

// sentence is what the log says.
func (k AlarmKind) sentence() string {
	switch k {
	case Older:
		return "events are missing that a device was told are safe: this ledger is older than it was; look for a newer copy of it"
	case Lost:
		return "events are lost: a device made them and has them no more; its storage was lost or replaced before they were sent"
	case Restored:
		return "a device has forgotten events that are safe here: its storage was put back to an older copy; nothing is lost"
	case Twin:
		return "two devices answer to one name: its storage was copied; give one of them another name and an empty store"
	case Unsummed:
		return "a marker in the place of dropped events cannot be understood: what they moved is in no sum"
	case contradicted:
		return "a device has given one number to two events; the first is kept in the sums, the second aside"
	}
	return string(k)
}

// Alarm is something about a device that a person has to know.
type Alarm struct {
	N           int64 `json:"n"`
	From        wire.Address
	Kind        AlarmKind   `json:"kind"`
	Incarnation string      `json:"inc"`
	Stream      wire.Stream `json:"stream,omitempty"`
	First       uint64      `json:"first,omitempty"` // the numbers it is about
	Last        uint64      `json:"last,omitempty"`
	Noticed     time.Time   `json:"noticed"`
}

// Alarms returns those noticed since, newest first, at most 1,000.
func (l *Ledger) Alarms(ctx context.Context, since time.Time) ([]Alarm, error) {
	return list(ctx, l, "alarms", func(r *sql.Rows) (a Alarm, err error) {
		var noticed string
		err = r.Scan(&a.N, &a.From.Tenant, &a.From.Store, &a.From.Device, &a.Kind, &a.Incarnation, &a.Stream, &a.First, &a.Last, &noticed)
		a.Noticed = unstamp(noticed)
		return a, err
	}, `SELECT n, tenant, store, d.device, kind, a.inc, stream, first, last, noticed FROM alarms a JOIN devices d ON d.id = a.device
		WHERE noticed >= ? ORDER BY n DESC LIMIT ?`, stamp(since), maxRows)
}

// note is an alarm that is logged when its transaction is on disk.
type note struct {
	from        wire.Address
	kind        AlarmKind
	inc         string
	stream      wire.Stream
	first, last uint64
}

// alarm writes an alarm about a stream, once.
func (a *appending) alarm(s *stream, kind AlarmKind, first, last uint64) error {
	return a.alarmed(s.device.id, note{s.from, kind, s.inc, s.stream, first, last})
}

func (a *appending) alarmed(device int64, n note) error {
	r, err := a.tx.ExecContext(a.ctx, `INSERT INTO alarms (device, kind, inc, stream, first, last, noticed)
		VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`, device, string(n.kind), n.inc, string(n.stream), n.first, n.last, stamp(a.now))
	if err != nil {
		return err
	}
	if news, err := r.RowsAffected(); err == nil && news > 0 {
		a.notes = append(a.notes, n)
	}
	return nil
}

// tell logs what was noticed.
func (l *Ledger) tell(notes []note) {
	for _, n := range notes {
		l.log.Error("alarm", slog.String("kind", string(n.kind)), slog.String("text", n.kind.sentence()), slog.String("store", n.from.Store), slog.String("device", n.from.Device),
			slog.String("inc", n.inc), slog.String("stream", string(n.stream)), slog.Uint64("first", n.first), slog.Uint64("last", n.last))
	}
}
