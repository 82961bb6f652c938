package wire

import (
	"fmt"
	"time"
)

// Clock says how far a device's time can be believed. Append only. Empty is
// not said.
type Clock string

// Qualities of a clock, the worst first.
const (
	ClockNone Clock = "none" // a board without a clock that has met nobody since it started
	ClockRTC  Clock = "rtc"  // kept by a battery
	ClockNTP  Clock = "ntp"  // the system says that it is synchronised
	ClockHQ   Clock = "hq"   // told by headquarters since it started
)

// UnmarshalText takes a quality that is not known here, of a newer end, as
// none: less is believed, and nothing is held up.
func (c *Clock) UnmarshalText(text []byte) error {
	*c = Clock(text)
	if c.check() != nil {
		*c = ClockNone
	}
	return nil
}

func (c Clock) check() error {
	switch c {
	case "", ClockNone, ClockRTC, ClockNTP, ClockHQ:
		return nil
	}
	return fmt.Errorf("%w: clock %.20q", ErrMalformed, string(c))
}

// Reading is one look at a device's clock. With it headquarters can correct
// the times of an incarnation whose clock was wrong.
type Reading struct {
	Wall  time.Time `json:"wall"`
	Mono  int64     `json:"mono"` // milliseconds since the incarnation began
	Clock Clock     `json:"clock,omitempty"`
}
