// Package devicetest is what every part must pass, simulated or real, and a
// store in memory for the tests of a cart and a shelf.
package devicetest

import (
	"context"
	"errors"
	"image"
	"image/color"
	"sync"
	"testing"

	"endcap/device"
)

// TestDisplay holds a display against the contract of device.Display. It
// shows some pictures: on real e-paper it takes a minute.
func TestDisplay(t *testing.T, d device.Display) {
	t.Helper()
	size := d.Size()
	if d.String() == "" {
		t.Error("the display has no name; health lines could not tell which one is meant")
	}
	if size.X < 1 || size.Y < 1 {
		t.Fatalf("the display is %v large; nothing could be shown", size)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for _, c := range []struct {
		name, why string
		ctx       context.Context
		img       image.Image
		want      error
	}{
		{"a picture of its size", "that is what it is for", t.Context(), stripes(image.Rectangle{Max: size}), nil},
		{"a picture that begins elsewhere", "only the size counts", t.Context(), stripes(image.Rectangle{Max: size}.Add(image.Pt(7, 9))), nil},
		{"a picture too wide", "a cut label could show a wrong price", t.Context(), stripes(image.Rect(0, 0, size.X+1, size.Y)), device.ErrSize},
		{"a picture too low", "old rows would stay visible", t.Context(), stripes(image.Rect(0, 0, size.X, size.Y-1)), device.ErrSize},
		{"an empty picture", "it has no pixel to show", t.Context(), image.NewGray(image.Rectangle{}), device.ErrSize},
		{"a picture after its context ended", "whoever gave up is not waiting", ended, stripes(image.Rectangle{Max: size}), context.Canceled},
		{"a picture after all that", "a refusal breaks nothing", t.Context(), stripes(image.Rectangle{Max: size}), nil},
	} {
		if err := d.Show(c.ctx, c.img); !errors.Is(err, c.want) {
			t.Errorf("%s: Show returned %v, want %v: %s", c.name, err, c.want, c.why)
		}
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if err := d.Show(t.Context(), stripes(image.Rectangle{Max: size})); err != nil {
				t.Errorf("two pictures at once: Show returned %v: they come one after the other", err)
			}
		})
	}
	both.Wait()
}

// stripes has every colour of a label in every eighth of a byte.
func stripes(r image.Rectangle) image.Image {
	img := image.NewRGBA(r)
	ink := []color.Color{color.White, color.Black, color.RGBA{0xC8, 0x10, 0x2E, 0xFF}}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			img.Set(x, y, ink[(x+y)%len(ink)])
		}
	}
	return img
}

// TestLight holds a light against the contract of device.Light, and leaves it
// off.
func TestLight(t *testing.T, l device.Light) {
	t.Helper()
	if l.String() == "" {
		t.Error("the light has no name; health lines could not tell which one is meant")
	}
	for _, s := range []device.Signal{device.Good, device.Bad, device.Bad, device.Find, device.Off} {
		if err := l.Set(t.Context(), s); err != nil {
			t.Errorf("Set(%q) returned %v: every light knows every signal", s, err)
		}
	}
	if err := l.Set(t.Context(), "disco"); !errors.Is(err, device.ErrSignal) {
		t.Errorf("Set of no signal returned %v, want %v: a misspelt signal must not pass in silence", err, device.ErrSignal)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := l.Set(ended, device.Good); !errors.Is(err, context.Canceled) {
		t.Errorf("Set after its context ended returned %v, want %v", err, context.Canceled)
	}
	if err := l.Set(t.Context(), device.Off); err != nil {
		t.Errorf("Set after all that returned %v: a refusal breaks nothing", err)
	}
}
