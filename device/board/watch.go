package board

import (
	"context"
	"errors"
	"image"
	"time"

	"endcap/device"
)

// watch keeps the health line of one part: how it did what it was asked last.
type watch struct{ line device.Latest[device.Health] }

func newWatch(part string) *watch {
	w := &watch{}
	w.line.Set(device.Health{Part: part, State: device.Well, Text: "It was found; nothing was asked of it yet.", Since: time.Now()})
	return w
}

// note changes the line when the part fares otherwise than before. That the
// caller gave up says nothing about the part.
func (w *watch) note(err error) {
	h := w.line.Get()
	state, text := device.Well, "It does what it is asked."
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, device.ErrSize), errors.Is(err, device.ErrSignal):
		return
	case err != nil:
		state, text = device.Missing, err.Error()
	}
	if h.State != state {
		h.Since = time.Now()
	}
	h.State, h.Text = state, text
	w.line.Set(h)
}

type watchedDisplay struct {
	device.Display
	watch *watch
}

func (d watchedDisplay) Show(ctx context.Context, img image.Image) error {
	err := d.Display.Show(ctx, img)
	d.watch.note(err)
	return err
}

type watchedLight struct {
	device.Light
	watch *watch
}

func (l watchedLight) Set(ctx context.Context, s device.Signal) error {
	err := l.Light.Set(ctx, s)
	l.watch.note(err)
	return err
}
