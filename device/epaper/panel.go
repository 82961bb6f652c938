package epaper

import (
	"fmt"
	"image"
	"image/color"
	"time"

	"endcap/device"
)

// Panel says what is soldered behind the glass.
type Panel struct {
	// Size is of the picture as it is looked at: the long side lies. The gates
	// run along X, the sources along Y.
	Size image.Point
	// Red says that there is red ink. Without it red is shown black.
	Red bool
	// Turned turns the picture by half a turn, for a panel that hangs on its
	// other side.
	Turned bool
}

// Commands of the SSD1680 (data sheet, table 7-1).
const (
	driverOutput   byte = 0x01
	deepSleep      byte = 0x10
	dataEntry      byte = 0x11
	softReset      byte = 0x12
	temperature    byte = 0x18
	activate       byte = 0x20
	updateControl1 byte = 0x21
	updateControl2 byte = 0x22
	writeBlack     byte = 0x24
	writeRed       byte = 0x26
	border         byte = 0x3C
	rangeX         byte = 0x44
	rangeY         byte = 0x45
	counterX       byte = 0x4E
	counterY       byte = 0x4F
)

// step is one command with its data, and how long the controller may be busy
// with it; zero is not at all.
type step struct {
	command byte
	data    []byte
	busy    time.Duration
}

// program returns the steps that show a picture, after a reset.
func (p Panel) program(img image.Image) ([]step, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if img.Bounds().Size() != p.Size {
		return nil, fmt.Errorf("%w: %v on a panel of %v", device.ErrSize, img.Bounds().Size(), p.Size)
	}
	blackPlane, redPlane := p.planes(img)
	lastX, lastY := byte((p.Size.Y-1)/8), p.Size.X-1
	lo, hi := byte(lastY&0xFF), byte(lastY>>8)
	redUse := byte(0x40) // the red plane is not looked at
	if p.Red {
		redUse = 0x00
	}
	steps := []step{
		{softReset, nil, WakeTimeout},
		{driverOutput, []byte{lo, hi, 0x00}, 0},
		{dataEntry, []byte{0x03}, 0}, // X rises, then Y rises
		{rangeX, []byte{0, lastX}, 0},
		{rangeY, []byte{0, 0, lo, hi}, 0},
		{border, []byte{0x05}, 0},                 // white
		{temperature, []byte{0x80}, 0},            // the sensor inside
		{updateControl1, []byte{redUse, 0x80}, 0}, // sources 8 to 167
		{counterX, []byte{0}, 0},
		{counterY, []byte{0, 0}, WakeTimeout},
		{writeBlack, blackPlane, 0},
	}
	if p.Red {
		steps = append(steps,
			step{counterX, []byte{0}, 0},
			step{counterY, []byte{0, 0}, WakeTimeout},
			step{writeRed, redPlane, 0})
	}
	return append(steps,
		step{updateControl2, []byte{0xF7}, 0}, // clock, analog, temperature, waveform, display, off
		step{activate, nil, RefreshTimeout},
		step{deepSleep, []byte{0x01}, 0}), nil
}

func (p Panel) check() error {
	if p.Size.X < 1 || p.Size.X > MaxGate || p.Size.Y < 1 || p.Size.Y > MaxSource {
		return fmt.Errorf("epaper: a panel of %v; an SSD1680 drives up to %d by %d", p.Size, MaxGate, MaxSource)
	}
	return nil
}

// planes packs a picture, eight sources a byte, the first in the highest bit,
// gate after gate. In the black plane 1 is white, in the red one 1 is red;
// bits behind the last source are white.
func (p Panel) planes(img image.Image) (blackPlane, redPlane []byte) {
	stride := (p.Size.Y + 7) / 8
	blackPlane, redPlane = make([]byte, stride*p.Size.X), make([]byte, stride*p.Size.X)
	for i := range blackPlane {
		blackPlane[i] = 0xFF
	}
	from := img.Bounds().Min
	for gate := range p.Size.X {
		for source := range p.Size.Y {
			x, y := p.Size.X-1-gate, source
			if p.Turned {
				x, y = gate, p.Size.Y-1-source
			}
			at, bit := gate*stride+source/8, byte(0x80)>>(source%8)
			switch ink := inkOf(img.At(from.X+x, from.Y+y)); {
			case ink == red && p.Red:
				redPlane[at] |= bit
			case ink != white:
				blackPlane[at] &^= bit
			}
		}
	}
	return blackPlane, redPlane
}

// ink is what a panel can show.
type ink int

const (
	white ink = iota
	black
	red
)

// inkOf finds the nearest ink: red where red clearly rules, otherwise by
// brightness.
func inkOf(c color.Color) ink {
	r, g, b, _ := c.RGBA()
	switch {
	case r > 0x8000 && g < 0x6000 && b < 0x6000:
		return red
	case color.GrayModel.Convert(c).(color.Gray).Y < 0x80:
		return black
	}
	return white
}
