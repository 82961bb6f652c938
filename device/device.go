// Package device is the parts of a cart or a shelf controller as small
// interfaces. What a part can do more is a second interface, asked for by
// assertion.
package device

import (
	"context"
	"errors"
	"image"
)

// Errors of parts.
var (
	// ErrSize is returned by Show when the picture does not have the size of
	// the display.
	ErrSize = errors.New("device: the picture has not the size of the display")
	// ErrSignal is returned by Set when the light does not know the signal.
	ErrSignal = errors.New("device: no such signal")
	// ErrSilent is returned when a part did not answer in its time.
	ErrSilent = errors.New("device: no answer")
)

// Display shows one picture at a time: a screen or an electronic label.
type Display interface {
	// String names the part in logs and health lines.
	String() string
	// Size returns width and height in pixels.
	Size() image.Point
	// Show replaces what is shown and returns when the panel has taken it,
	// or when ctx ends. A picture of another size is refused with ErrSize;
	// where its Bounds begin does not matter. Calls from several goroutines
	// come one after the other.
	Show(ctx context.Context, img image.Image) error
}

// Light is a lamp that can blink.
type Light interface {
	String() string
	// Set changes the lamp now; it stays so until the next Set. An unknown
	// signal is refused with ErrSignal.
	Set(ctx context.Context, s Signal) error
}

// Signal is what a light says.
type Signal string

// Signals of a light.
const (
	Off  Signal = "off"
	Good Signal = "good" // steady: the thing was taken
	Bad  Signal = "bad"  // blinking: the thing was refused
	Find Signal = "find" // slow blinking: here I am
)
