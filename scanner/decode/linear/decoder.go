package linear

import "endcap/scanner/decode/light"

// decoder reads the symbols on one line of light. It keeps the last one it read.
type decoder struct {
	text [maxText + 1]byte // where characters are put together
	out  []byte            // the text of what was said, in UTF-8
	name string
	gs1  bool
	said found
	// promise is set when something began like a symbol and was none.
	promise bool
	module  float32 // about its size in pixels, where it was promised
}

// found is where on a line a symbol was read, from edge to edge, and how well.
type found struct {
	from, to int
	need     int     // lines that must agree
	miss     float32 // mean of what its characters miss
}

// keep keeps a text; it always says true.
func (d *decoder) keep(format string, text []byte) bool {
	d.name, d.gs1, d.out = format, false, append(d.out[:0], text...)
	return true
}

// say keeps where the text was read; it always says true.
func (d *decoder) say(f found) bool {
	d.said = f
	return true
}

// next looks for the next symbol that begins at edge i or later. It returns the
// edge from where to look on, or -1 at the end of the line, and whether there
// was one.
func (d *decoder) next(e edges, i int) (int, bool) {
	for ; i+leastRuns < len(e); i += 2 {
		module, ok := e.begins(i)
		if !ok {
			continue
		}
		if module /= light.Sub; !d.promise || module < d.module {
			d.promise, d.module = true, module
		}
		if d.ean(e, i) || d.code128(e, i) || d.code93(e, i) || d.code39(e, i) || d.itf(e, i) || d.codabar(e, i) {
			return d.said.to + 1, true
		}
	}
	return -1, false
}

// begins reports whether a symbol may begin at edge i, and about how wide its
// modules are: before it is a quiet zone, which is wider than all that follows.
func (e edges) begins(i int) (module float32, ok bool) {
	// Seven runs of any symbol are ten modules or more, but for a narrow start
	// in which they are eight.
	quiet, seven := e.run(i-1), e.width(i, 7)
	if quiet < minQuiet/11*seven {
		return 0, false
	}
	for k := i; k < i+leastRuns; k++ {
		if 7*e.run(k) > 8*quiet {
			return 0, false
		}
	}
	return seven / 10, true
}
