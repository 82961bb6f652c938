package sim

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"endcap/device"
)

var _ device.Light = (*Light)(nil)

// MaxRecord is how many signals a Light remembers.
const MaxRecord = 64

// Light is a simulated light. It is safe for many goroutines.
type Light struct {
	name string

	mu     sync.Mutex
	record []device.Signal
	fault  error
}

// NewLight returns a light that is off.
func NewLight(name string) *Light { return &Light{name: name} }

// String names the light.
func (l *Light) String() string { return l.name }

// Set records the signal, or fails as Fail said.
func (l *Light) Set(ctx context.Context, s device.Signal) error {
	switch s {
	case device.Off, device.Good, device.Bad, device.Find:
	default:
		return fmt.Errorf("%w: %q on %s", device.ErrSignal, s, l.name)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fault != nil {
		return l.fault
	}
	l.record = append(l.record, s)
	if n := len(l.record); n > MaxRecord {
		l.record = slices.Delete(l.record, 0, n-MaxRecord)
	}
	return nil
}

// Now returns the signal that is shown.
func (l *Light) Now() device.Signal {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.record) == 0 {
		return device.Off
	}
	return l.record[len(l.record)-1]
}

// Record returns the signals so far, the last MaxRecord of them.
func (l *Light) Record() []device.Signal {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.record)
}

// Fail makes every following Set return err, until Fail(nil).
func (l *Light) Fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = err
}
