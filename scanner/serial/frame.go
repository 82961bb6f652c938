package serial

import (
	"bytes"
	"errors"

	"endcap/scanner"
)

// Faults of what is sent; each names the remedy.
var (
	errEndless    = errors.New("serial: cut a frame: it has no end: set the scanner's terminator to CR, and look whether it is a scanner at all")
	errUnfinished = errors.New("serial: cut a frame: it ended without its terminator: set the scanner's terminator to CR, and look at its cable")
)

// framing cuts what arrives into frames. It is for one goroutine.
type framing struct {
	ends  []string // what ends a frame, the first that comes; none: silence
	fault error    // what the last split dropped, if it dropped something
	lost  bool     // within a frame that was too long
}

// split is a bufio.SplitFunc; atEOF says that the line is silent. Empty frames
// are passed over. A frame longer than scanner.MaxFrame is dropped with all
// that follows up to the next end; so is one that silence ends instead of its
// terminator, which may lack its last digits.
func (f *framing) split(data []byte, atEOF bool) (advance int, frame []byte, _ error) {
	f.fault = nil
	at, width := f.end(data)
	switch {
	case at >= 0:
		advance, frame = at+width, data[:at]
	case atEOF && len(f.ends) == 0:
		advance, frame = len(data), data
	case atEOF && len(data) > 0:
		if !f.lost {
			f.fault = errUnfinished
		}
		f.lost = false
		return len(data), nil, nil
	case len(data) > scanner.MaxFrame:
		if !f.lost {
			f.fault = errEndless
		}
		f.lost = true
		return len(data) - 1, nil, nil // the last may be half an end
	default:
		return 0, nil, nil
	}
	if len(frame) > scanner.MaxFrame && !f.lost {
		f.fault, f.lost = errEndless, true
	}
	if f.lost || len(frame) == 0 {
		frame = nil
	}
	f.lost = false
	return advance, frame, nil
}

// end returns where the first end stands and how long it is, or -1.
func (f *framing) end(data []byte) (at, width int) {
	at = -1
	for _, end := range f.ends {
		if i := bytes.Index(data, []byte(end)); i >= 0 && (at < 0 || i < at) {
			at, width = i, len(end)
		}
	}
	return at, width
}
