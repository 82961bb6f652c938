package epaper

import (
	"context"
	"fmt"
	"image"
	"time"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"endcap/device"
)

var _ device.Display = (*Display)(nil)

// Pins are the lines beside the bus.
type Pins struct {
	Command gpio.PinOut // D/C: low for a command, high for its data
	Reset   gpio.PinOut // low resets
	Busy    gpio.PinIn  // high while the controller works
}

// Display is one panel. It is safe for many goroutines.
type Display struct {
	name  string
	panel Panel
	bus   spi.Conn
	pins  Pins
	turn  chan struct{} // one Show at a time
}

// New connects to a panel at 4 MHz. It sends nothing: whether a panel
// answers is seen at the first Show.
func New(name string, port spi.Port, pins Pins, p Panel) (*Display, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%w (%s)", err, name)
	}
	bus, err := port.Connect(4*physic.MegaHertz, spi.Mode0, 8)
	if err != nil {
		return nil, fmt.Errorf("epaper: connect %s to its bus: %w", name, err)
	}
	if err := pins.Busy.In(gpio.PullUp, gpio.NoEdge); err != nil {
		return nil, fmt.Errorf("epaper: make the busy line of %s an input: %w", name, err)
	}
	return &Display{name, p, bus, pins, make(chan struct{}, 1)}, nil
}

// String names the panel.
func (d *Display) String() string { return d.name }

// Size returns width and height in pixels.
func (d *Display) Size() image.Point { return d.panel.Size }

// Show refreshes the whole panel, which takes seconds. When ctx ends before,
// the panel may show a mixture until the next Show. An error wraps
// device.ErrSilent when the panel did not answer in time.
func (d *Display) Show(ctx context.Context, img image.Image) error {
	steps, err := d.panel.program(img)
	if err != nil {
		return fmt.Errorf("%w (%s)", err, d.name)
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := d.reset(ctx); err != nil {
		return fmt.Errorf("epaper: reset %s: %w", d.name, err)
	}
	for _, s := range steps {
		if err := d.do(ctx, s); err != nil {
			return fmt.Errorf("epaper: %s, command %#02x: %w", d.name, s.command, err)
		}
	}
	return nil
}

func (d *Display) reset(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, level := range [...]gpio.Level{gpio.Low, gpio.High} {
		if err := d.pins.Reset.Out(level); err != nil {
			return err
		}
		if err := pause(ctx, ResetTime); err != nil {
			return err
		}
	}
	return d.await(ctx, WakeTimeout)
}

func (d *Display) do(ctx context.Context, s step) error {
	if err := d.send(gpio.Low, []byte{s.command}); err != nil {
		return err
	}
	if err := d.send(gpio.High, s.data); err != nil {
		return err
	}
	if s.busy == 0 {
		return ctx.Err()
	}
	return d.await(ctx, s.busy)
}

// send writes in pieces that the bus can take.
func (d *Display) send(command gpio.Level, b []byte) error {
	most := MaxTransfer
	if l, ok := d.bus.(conn.Limits); ok && l.MaxTxSize() > 0 {
		most = l.MaxTxSize()
	}
	if len(b) == 0 {
		return nil
	}
	if err := d.pins.Command.Out(command); err != nil {
		return err
	}
	for len(b) > 0 {
		n := min(len(b), most)
		if err := d.bus.Tx(b[:n], nil); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// await waits until the controller is not busy. The line rises within
// microseconds after a command, so the first look comes after a pause.
func (d *Display) await(ctx context.Context, most time.Duration) error {
	for deadline := time.Now().Add(most); ; {
		if err := pause(ctx, PollEvery); err != nil {
			return err
		}
		if d.pins.Busy.Read() == gpio.Low {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: busy for %v; look at the cable and at the power", device.ErrSilent, most)
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
