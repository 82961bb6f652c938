package node

import (
	"syscall"
	"time"

	"endcap/sync/wire"
)

// clock says how far the system's time can be believed.
type clock struct {
	started time.Time
}

// quality asks the kernel whether something keeps its clock right.
func (clock) quality() wire.Clock {
	var t syscall.Timex
	if state, err := syscall.Adjtimex(&t); err == nil && state != timeError {
		return wire.ClockNTP
	}
	return wire.ClockRTC
}

// timeError is what the kernel answers while its clock is not synchronised
// (adjtimex(2), TIME_ERROR).
const timeError = 5

func (c clock) reading() wire.Reading {
	now := time.Now()
	return wire.Reading{Wall: now.UTC(), Mono: now.Sub(c.started).Milliseconds(), Clock: c.quality()}
}
