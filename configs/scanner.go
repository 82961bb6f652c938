package configs

import (
	"fmt"
	"strconv"
	"strings"

	"endcap/scanner/plug"
)

// Scanner is one source of symbols.
type Scanner struct {
	Name   Name     `yaml:"name" need:"yes" doc:"Its name in logs and health lines."`
	Folder Folder   `yaml:"folder" one:"yes" doc:"A folder: every picture that appears in it is read once; writers rename it into place."`
	Every  Duration `yaml:"every" default:"50ms" doc:"How often the folder is looked at."`
	Serial *Serial  `yaml:"serial" one:"yes" doc:"A scanner on a serial port, or one on USB that behaves like it (CDC)."`
	Wedge  *Wedge   `yaml:"wedge" one:"yes" doc:"A scanner that types like a keyboard (HID). What it types goes nowhere else."`
	Camera *Camera  `yaml:"camera" one:"yes" doc:"A camera (V4L2)."`
}

// Serial is a scanner on a serial port.
type Serial struct {
	Path string  `yaml:"path" one:"yes" doc:"Its device file. One under /dev/serial/by-id or by-path stays the same wherever it is plugged in, or whatever is; /dev/ttyACM0 may not."`
	USB  plug.ID `yaml:"usb" one:"yes" doc:"Or its USB ID, vendor:product, quoted: the first such port is taken, whatever its number."`
	Baud Baud    `yaml:"baud" default:"9600" doc:"Bits a second, as set in the scanner; one on USB does not care."`
	Mode Mode    `yaml:"mode" default:"8n1" doc:"Data bits, parity and stop bits: 8n1, 8e1, 8o1, 7e1 or 7o1."`

	Terminator Terminator `yaml:"terminator" default:"any" doc:"What ends a scan: cr, lf, crlf, tab, etx; any: CR, LF or both; idle: a silence, for scanners that cannot send any of them."`
	Idle       Duration   `yaml:"idle" default:"100ms" doc:"The silence that ends a scan with terminator: idle. With any other, a scan without its end is dropped after two seconds, and told."`
	Prefix     Literal    `yaml:"prefix" doc:"What the scanner sends before each scan, such as \"\\x02\" (STX). It is taken off; a scan without it is dropped and told."`
	Suffix     Literal    `yaml:"suffix" doc:"What the scanner sends after each scan and before the terminator. The same holds."`
	GS         Literal    `yaml:"gs" doc:"What the scanner sends instead of the GS1 separator, if it cannot send ASCII 29."`
}

// Wedge is a scanner that types.
type Wedge struct {
	USB    plug.ID   `yaml:"usb" doc:"Its USB ID, vendor:product, quoted. Of usb, port and model at least one; all that are given must be right."`
	Port   string    `yaml:"port" doc:"The port it is plugged in (phys), such as usb-0000:00:14.0-2/input0."`
	Model  string    `yaml:"model" doc:"The whole name by which it introduces itself."`
	Layout KeyLayout `yaml:"layout" default:"us" doc:"The keyboard that the scanner is set to imitate: us, gb, de or fr."`

	Terminator Terminator `yaml:"terminator" default:"any" doc:"The key that ends a scan: cr (Enter), tab; any: one of the two; idle: a pause."`
	Idle       Duration   `yaml:"idle" default:"100ms" doc:"The pause that ends a scan with terminator: idle. With any other, a scan without its end is dropped after two seconds, and told."`
	Prefix     Literal    `yaml:"prefix" doc:"What the scanner types before each scan. It is taken off; a scan without it is dropped and told."`
	Suffix     Literal    `yaml:"suffix" doc:"What the scanner types after each scan and before the terminator. The same holds."`
	GS         Literal    `yaml:"gs" doc:"What the scanner types instead of the GS1 separator, if it types neither Ctrl+] nor Alt+029."`
}

// Camera is a camera whose frames are read.
type Camera struct {
	Device   string      `yaml:"device" one:"yes" doc:"Its device file. One under /dev/v4l/by-id or by-path stays the same; /dev/video0 may not."`
	USB      plug.ID     `yaml:"usb" one:"yes" doc:"Or its USB ID, vendor:product, quoted: the first such camera is taken."`
	Width    Number      `yaml:"width" default:"1280" doc:"Width of a frame in pixels; the nearest that the camera has is taken."`
	Height   Number      `yaml:"height" default:"960" doc:"Height of a frame in pixels."`
	Rate     Number      `yaml:"rate" default:"15" doc:"Frames a second, at most."`
	Format   PixelFormat `yaml:"format" default:"any" doc:"How pixels are sent: grey, yuyv, nv12, mjpeg, or any: what costs least."`
	Exposure Adjustment  `yaml:"exposure" default:"auto" doc:"auto, or the time of exposure as the camera counts it (0.1 ms). A short one keeps what moves sharp, and needs light."`
	Focus    Adjustment  `yaml:"focus" default:"auto" doc:"auto, or the focus as the camera counts it. A fixed one is quicker where everything is shown at one distance."`
	Gain     Adjustment  `yaml:"gain" default:"auto" doc:"auto, or the amplification as the camera counts it."`
}

// Baud is the speed of a serial line.
type Baud int

// UnmarshalText reads a speed that serial ports have.
func (r *Baud) UnmarshalText(b []byte) error {
	for _, known := range []Baud{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600} {
		if string(b) == fmt.Sprint(int(known)) {
			*r = known
			return nil
		}
	}
	return fmt.Errorf("%q is no speed of a serial port; write 9600, 19200, 38400, 57600, 115200 or another usual one", b)
}

// Mode is data bits, parity and stop bits of a serial line.
type Mode string

// UnmarshalText reads 8n1, 8e1, 8o1, 7e1 or 7o1.
func (m *Mode) UnmarshalText(b []byte) error {
	return oneOf(m, b, "8n1", "8e1", "8o1", "7e1", "7o1")
}

// Terminator is what ends a scan.
type Terminator string

// UnmarshalText reads a terminator.
func (t *Terminator) UnmarshalText(b []byte) error {
	return oneOf(t, b, "any", "cr", "lf", "crlf", "tab", "etx", "idle")
}

// KeyLayout is a keyboard.
type KeyLayout string

// UnmarshalText reads a layout.
func (l *KeyLayout) UnmarshalText(b []byte) error { return oneOf(l, b, "us", "gb", "de", "fr") }

// PixelFormat is how a camera sends pixels.
type PixelFormat string

// UnmarshalText reads a format.
func (f *PixelFormat) UnmarshalText(b []byte) error {
	return oneOf(f, b, "any", "grey", "yuyv", "nv12", "mjpeg")
}

// FourCC returns the name of the format in Video4Linux2, nothing for any.
func (f PixelFormat) FourCC() string {
	return map[PixelFormat]string{"grey": "GREY", "yuyv": "YUYV", "nv12": "NV12", "mjpeg": "MJPG"}[f]
}

// Literal is a few characters as a scanner sends them; those that cannot be
// seen are escaped in double quotes: "\x02".
type Literal string

// UnmarshalText reads 1 to 16 characters of ASCII.
func (l *Literal) UnmarshalText(b []byte) error {
	if len(b) < 1 || len(b) > maxLiteral || strings.ContainsFunc(string(b), func(r rune) bool { return r > 127 || r == 0 }) {
		return fmt.Errorf("%q cannot be sent by a scanner; write 1 to %d characters of ASCII, in double quotes where they cannot be seen, such as \"\\x02\"", b, maxLiteral)
	}
	*l = Literal(b)
	return nil
}

// Number is a whole number of at least one.
type Number int

// UnmarshalText reads 1 to 10000.
func (n *Number) UnmarshalText(b []byte) error {
	v, err := strconv.Atoi(string(b))
	if err != nil || v < 1 || v > maxNumber {
		return fmt.Errorf("%q is not a whole number of 1 to %d", b, maxNumber)
	}
	*n = Number(v)
	return nil
}

// Adjustment is how something of a camera is set: to a value, or by itself.
type Adjustment struct {
	Auto  bool
	Value int
}

// UnmarshalText reads auto or a number of at least 0.
func (a *Adjustment) UnmarshalText(b []byte) error {
	if string(b) == "auto" {
		*a = Adjustment{Auto: true}
		return nil
	}
	v, err := strconv.ParseInt(string(b), 10, 32)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is neither auto nor a whole number", b)
	}
	*a = Adjustment{Value: int(v)}
	return nil
}
