package ledger

import (
	"database/sql"
	"errors"
	"time"

	"endcap/sync/wire"
)

// meeting is the first hello of an incarnation: what the time was, and what
// the device thought it was. The zero meeting never took place.
type meeting struct {
	at, wall time.Time
	mono     int64
	clock    wire.Clock
}

// corrected is when an event happened whose device did not know the time: by
// the milliseconds between it and the first hello of its incarnation, or by
// how far the clock was off then. It is the zero time for an event that needs
// no correction or can have none.
func (m meeting) corrected(e wire.Event) time.Time {
	switch {
	case e.Clock != wire.ClockNone || m.at.IsZero():
		return time.Time{}
	case e.Mono > 0 && m.mono > 0 && max(e.Mono, m.mono) < maxMono:
		return m.at.Add(time.Duration(e.Mono-m.mono) * time.Millisecond).In(e.At.Location())
	case m.clock == wire.ClockNone && !m.wall.IsZero():
		return e.At.Add(m.at.Sub(m.wall))
	}
	return time.Time{}
}

// day is the day that a sale counts for, as the device's clock says or as
// headquarters corrects it.
func (a *appending) day(s *stream, e wire.Event) (string, error) {
	if e.Clock == wire.ClockNone && s.met == nil {
		var at, wall string
		s.met = &meeting{}
		err := a.tx.QueryRowContext(a.ctx, "SELECT met, wall, mono, clock FROM incarnations WHERE device=? AND inc=?", s.device.id, s.inc).
			Scan(&at, &wall, &s.met.mono, &s.met.clock)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", err
		}
		s.met.at, s.met.wall = unstamp(at), unstamp(wall)
	}
	at := e.At
	if s.met != nil {
		if c := s.met.corrected(e); !c.IsZero() {
			at = c
		}
	}
	return at.Format(time.DateOnly), nil
}
