// Package sim is parts made of software: for a demo, for a developer's desk
// and for tests. They can be told to fail.
package sim

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"sync"
	"time"

	"endcap/device"
)

var _ device.Display = (*Display)(nil)

// Display is a simulated display. It is safe for many goroutines.
type Display struct {
	name, file string
	size       image.Point
	turn       chan struct{} // one Show at a time

	mu    sync.Mutex
	last  image.Image
	shows int
	fault error
	takes time.Duration
}

// NewDisplay returns a display of this size. If file is not "", what is shown
// is kept there as PNG, replaced at once as a whole.
func NewDisplay(name string, size image.Point, file string) *Display {
	return &Display{name: name, file: file, size: size, turn: make(chan struct{}, 1)}
}

// String names the display.
func (d *Display) String() string { return d.name }

// Size returns its width and height in pixels.
func (d *Display) Size() image.Point { return d.size }

// Show takes as long as Slow said and then fails as Fail said, or shows a
// copy of img.
func (d *Display) Show(ctx context.Context, img image.Image) error {
	if img.Bounds().Size() != d.size {
		return fmt.Errorf("%w: %v on %s of %v", device.ErrSize, img.Bounds().Size(), d.name, d.size)
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	fault, err := d.wait(ctx)
	if err != nil {
		return err
	}
	if fault != nil {
		return fault
	}
	shown := image.NewRGBA(image.Rectangle{Max: d.size})
	draw.Draw(shown, shown.Rect, img, img.Bounds().Min, draw.Src)
	if d.file != "" {
		if err := write(d.file, img); err != nil {
			return fmt.Errorf("sim: show on %s: %w", d.name, err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = shown
	d.shows++
	return nil
}

func (d *Display) wait(ctx context.Context) (fault, ended error) {
	d.mu.Lock()
	fault, takes := d.fault, d.takes
	d.mu.Unlock()
	t := time.NewTimer(takes)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-t.C:
		return fault, ctx.Err()
	}
}

// Last returns the picture that is shown, nil before the first.
func (d *Display) Last() image.Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

// Shows counts the pictures shown.
func (d *Display) Shows() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shows
}

// Fail makes every following Show return err, until Fail(nil).
func (d *Display) Fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = err
}

// Slow makes every following Show take so long.
func (d *Display) Slow(takes time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.takes = takes
}

// write replaces a file as a whole, so that a viewer never reads half of it.
func write(file string, img image.Image) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	part := file + ".part"
	if err := os.WriteFile(part, b.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(part, file)
}
