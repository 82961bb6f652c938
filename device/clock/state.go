// Package clock is what a device knows about the time.
//
// A board may have no clock that outlives its power, one that was set wrongly,
// or one that somebody sets while it runs. What is known is put together from
// the best there is:
//
//	hq    headquarters told the time since this start: it and the time passed since
//	ntp   the system says that it is synchronised
//	rtc   the system's clock, if it can be right: not before what was known
//	      already, and not much more than a year after it
//	none  nothing: the last time that was known and the time passed since, which
//	      is too early if anything, so that what is expired by it is expired
//
// The time never steps back for who looks at it, whatever the system's does.
// Where it has to go back a little it goes at half its pace until it is right;
// more than an hour back is a date that was wrong, and is put right at once,
// but only by headquarters or a synchronised system.
package clock

import (
	"time"

	"endcap/sync/wire"
)

const (
	slack  = 2 * time.Second      // by which a clock may be behind what was known: leap seconds, rounding
	beyond = 400 * 24 * time.Hour // after what was known, a clock that nothing synchronises is not believed
	ease   = time.Hour            // back by which the time goes slowly, and not at once
	agree  = time.Minute          // between a synchronised system and headquarters
)

// written is before anybody had this program.
var written = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// State is what is known. It is a value; its methods return the next one. Make
// it with New.
type State struct {
	sure time.Time // it cannot be earlier; never taken back
	last time.Time // given out, at mono
	mono time.Duration
	told time.Time // by headquarters, at toldMono; zero is not since this start
	at   time.Duration
}

// Look is one look at the system's clocks.
type Look struct {
	Wall   time.Time
	Mono   time.Duration // since the start; not set by anybody
	Synced bool          // the system says that something keeps Wall right
}

// New returns the state of a device that starts: it cannot be earlier than
// each of sure, and was believed to be last before it was switched off.
func New(last time.Time, sure ...time.Time) State {
	s := State{sure: written, last: last}
	for _, t := range sure {
		s = s.NotBefore(t, 0)
	}
	return s
}

// NotBefore takes over a time that lies in the past for certain: somebody
// whom the device trusts has signed it.
func (s State) NotBefore(t time.Time, mono time.Duration) State {
	if t.IsZero() {
		return s
	}
	if t.After(s.run(mono)) || s.last.IsZero() {
		s.last, s.mono = t, mono
	}
	s.sure = latest(s.sure, t)
	return s
}

// Told takes over the time that headquarters said, asked for at sent and heard
// at received: it was so in the middle, give or take half the way (Cristian).
// One that cannot be is not believed.
func (s State) Told(hq time.Time, sent, received time.Duration) State {
	if hq.Before(s.sure) || received < sent {
		return s
	}
	s.told, s.at = hq.Add((received-sent)/2), received
	return s
}

// On returns the time, and how far it can be believed.
func (s State) On(l Look) (State, time.Time, wire.Clock) {
	now, quality := s.best(l)
	if run := s.run(l.Mono); now.Before(run) {
		certain := quality == wire.ClockHQ || quality == wire.ClockNTP
		if behind := run.Sub(now); !certain || behind <= ease {
			now = latest(now, s.last.Add((l.Mono-s.mono)/2))
		}
	}
	now = latest(now, s.sure)
	s.last, s.mono = now, l.Mono
	return s, now, quality
}

// best is the time by the best that there is.
func (s State) best(l Look) (time.Time, wire.Clock) {
	run := s.run(l.Mono)
	switch {
	case !s.told.IsZero():
		now := s.told.Add(l.Mono - s.at)
		if l.Synced && l.Wall.Sub(now).Abs() <= agree {
			now = l.Wall // it is corrected all the time
		}
		return now, wire.ClockHQ
	case l.Synced && !l.Wall.Before(s.sure):
		return l.Wall, wire.ClockNTP
	case l.Wall.Before(run.Add(-slack)) || !s.last.IsZero() && l.Wall.After(run.Add(beyond)):
		return run, wire.ClockNone
	}
	return l.Wall, wire.ClockRTC
}

// run is what it is at least: the last time given out and what passed since.
func (s State) run(mono time.Duration) time.Time {
	if s.last.IsZero() {
		return s.sure
	}
	return latest(s.sure, s.last.Add(mono-s.mono))
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
