package scanner

import (
	"errors"
	"fmt"
	"strings"

	"endcap/scanner/gs1"
)

// MaxFrame is the longest that a scanner on a wire may send at once, in bytes:
// the longest text of a symbol, with what is sent before and after it.
const MaxFrame = gs1.MaxText + 64

// errDamaged is returned for a character that no scanner sends and that a
// serial port puts in the place of one that arrived broken.
var errDamaged = errors.New("scanner: take a frame apart: a character is broken: compare speed and parity with the scanner's settings")

// Transport is how a scanner on a wire is set to dress the data of a symbol.
// The zero value takes data as it is, a separator as ASCII 29.
type Transport struct {
	// Prefix and Suffix stand around every frame and are taken off.
	Prefix, Suffix string
	// GS is sent in the place of the GS1 separator, such as {GS}.
	GS string
}

// Symbol takes a frame apart: prefix and suffix, the symbology identifier that
// tells format and GS1, the data. A frame without the prefix or suffix is an
// error that names the setting: what comes before or after it may be missing
// too. Bytes that are no UTF-8 become U+FFFD.
func (t Transport) Symbol(frame string) (Symbol, error) {
	text, first := strings.CutPrefix(frame, t.Prefix)
	text, last := strings.CutSuffix(text, t.Suffix)
	switch {
	case strings.Contains(frame, "\x00"):
		return Symbol{}, errDamaged
	case !first:
		return Symbol{}, fmt.Errorf("scanner: take a frame apart: it does not begin with the prefix %q: set it in the scanner, or take it out of the configuration", t.Prefix)
	case !last:
		return Symbol{}, fmt.Errorf("scanner: take a frame apart: it does not end with the suffix %q: set it in the scanner, or take it out of the configuration", t.Suffix)
	}
	if t.GS != "" {
		text = strings.ReplaceAll(text, t.GS, gs1.GS)
	}
	return identified(strings.ToValidUTF8(text, "\uFFFD")), nil
}
