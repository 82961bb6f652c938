package board

import (
	"context"
	"fmt"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"

	"endcap/device"
)

// Half periods of blinking.
const (
	fastBlink = 120 * time.Millisecond
	slowBlink = 600 * time.Millisecond
)

// pinLight is a lamp on one pin. Blinking is a goroutine that the next Set
// ends and waits for.
type pinLight struct {
	name string
	pin  interface{ Out(gpio.Level) error }

	mu   sync.Mutex // also orders the writes to pin
	stop func()     // ends the blinking and waits; nil while there is none
}

func newPinLight(name string, pin interface{ Out(gpio.Level) error }) *pinLight {
	return &pinLight{name: name, pin: pin}
}

func (l *pinLight) String() string { return l.name }

// Set changes the lamp and returns what the pin says.
func (l *pinLight) Set(ctx context.Context, s device.Signal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	level, half := gpio.High, time.Duration(0)
	switch s {
	case device.Off:
		level = gpio.Low
	case device.Good:
	case device.Bad:
		half = fastBlink
	case device.Find:
		half = slowBlink
	default:
		return fmt.Errorf("%w: %q on %s", device.ErrSignal, s, l.name)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	if err := l.pin.Out(level); err != nil {
		return fmt.Errorf("board: switch the light %s: %w", l.name, err)
	}
	if half > 0 {
		l.blink(half)
	}
	return nil
}

// blink switches the pin, which is on, every half period.
func (l *pinLight) blink(half time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	l.stop = func() { cancel(); done.Wait() }
	done.Go(func() {
		tick := time.NewTicker(half)
		defer tick.Stop()
		for on := gpio.Low; ; on = !on {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := l.pin.Out(on); err != nil {
					return // the next Set says so
				}
			}
		}
	})
}

// Close puts the light out.
func (l *pinLight) Close() error { return l.Set(context.Background(), device.Off) }
