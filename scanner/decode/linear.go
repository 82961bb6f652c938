package decode

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"endcap/scanner/decode/light"
)

// The linear symbologies, by what recognises their beginning.
const (
	upcEAN = iota
	code39
	code93
	code128
	itf
	codabar
	linears
)

// rowReader is what gozxing's linear readers have in common.
type rowReader interface {
	DecodeRow(rowNumber int, row *gozxing.BitArray, hints map[gozxing.DecodeHintType]any) (*gozxing.Result, error)
}

func newRowReaders() [linears]rowReader {
	row := func(r gozxing.Reader) rowReader {
		rr, ok := r.(rowReader)
		if !ok {
			panic("decode: a linear reader of gozxing reads no rows")
		}
		return rr
	}
	return [linears]rowReader{
		upcEAN: row(oned.NewMultiFormatUPCEANReader(nil)), code39: row(oned.NewCode39Reader()),
		code93: row(oned.NewCode93Reader()), code128: row(oned.NewCode128Reader()),
		itf: row(oned.NewITFReader()), codabar: row(oned.NewCodaBarReader()),
	}
}

// window is a stretch of edges that may be a symbol: it begins into the dark
// at edge from and ends out of it at edge to.
type window struct{ from, to, kind int }

// eanShapes are the symbols of the EAN family (GenSpecs 5.2) by their runs and
// modules, the first run of the middle guard and the runs of the end guard.
// They are recognised by their guards at the right distances.
var eanShapes = [...]struct{ runs, modules, middle, end int }{
	{59, 95, 27, 3}, // EAN-13, UPC-A
	{43, 67, 19, 3}, // EAN-8
	{33, 51, 0, 6},  // UPC-E has no middle guard
}

// windows returns where on the line symbols may be, at most maxWindows.
func windows(l *light.Line, out []window) []window {
	e, last := l.Edges, len(l.Edges)-1
	for i := 0; i+16 < last && len(out) < maxWindows; i += 2 {
		out = eanAt(l, out, i)
		quiet := run(l, i-1)
		switch module := float32(e[i+6]-e[i]) / 11; {
		case quiet < 4*module:
		case shaped(l, i, "211412"), shaped(l, i, "211214"), shaped(l, i, "211232"):
			out = append(out, window{i, last, code128})
		case shaped(l, i, "111141"):
			out = append(out, window{i, last, code93})
		}
		if asterisk(l, i) && 5*quiet >= float32(e[i+9]-e[i]) {
			out = append(out, window{i, last, code39})
		}
		out = weakAt(l, out, i)
	}
	return out
}

// run returns the width of the run behind edge i; beyond the first and last
// edge it is paper without end.
func run(l *light.Line, i int) float32 {
	if i < 0 || i+1 >= len(l.Edges) {
		return 1 << 20
	}
	return float32(l.Edges[i+1] - l.Edges[i])
}

func eanAt(l *light.Line, out []window, i int) []window {
	const quiet = 4 // of the 7 to 11 modules that are due, a camera shows few
	for _, s := range eanShapes {
		j := i + s.runs
		if j >= len(l.Edges) {
			continue
		}
		module := float32(l.Edges[j]-l.Edges[i]) / float32(s.modules)
		if min(run(l, i-1), run(l, j)) < quiet*module || !single(l, i, 3, module) ||
			!single(l, j-s.end, s.end, module) || s.middle > 0 && !single(l, i+s.middle, 5, module) {
			continue
		}
		out = append(out, window{i, j, upcEAN})
	}
	return out
}

// weakAt finds ITF and Codabar, which have little to recognise them by, by the
// number of their runs between two quiet zones.
func weakAt(l *light.Line, out []window, i int) []window {
	const quiet, least = 5, 17
	if 3*run(l, i-1) < quiet*float32(l.Edges[i+3]-l.Edges[i]) {
		return out
	}
	for j := i + least; j < len(l.Edges); j += 2 {
		if 3*run(l, j) < quiet*float32(l.Edges[j]-l.Edges[j-3]) {
			continue
		}
		if (j-i)%10 == 7 { // start 4, five bars and five spaces for two digits, stop 3
			out = append(out, window{i, j, itf})
		}
		if (j-i)%8 == 7 { // seven elements and a space a character
			out = append(out, window{i, j, codabar})
		}
		break
	}
	return out
}

// single reports whether n runs from edge i on are about one module wide.
func single(l *light.Line, i, n int, module float32) bool {
	for k := i; k < i+n; k++ {
		if d := run(l, k); d < .2*module || d > 2.4*module {
			return false
		}
	}
	return true
}

// shaped reports whether the runs from edge i on have the modules of shape.
func shaped(l *light.Line, i int, shape string) bool {
	modules := 0
	for _, c := range shape {
		modules += int(c - '0')
	}
	module := float32(l.Edges[i+len(shape)]-l.Edges[i]) / float32(modules)
	for k, c := range shape {
		if d := run(l, i+k) - float32(c-'0')*module; d > .7*module || d < -.7*module {
			return false
		}
	}
	return true
}

// asterisk reports whether a Code 39 start is at edge i: three of its nine
// elements are wide.
func asterisk(l *light.Line, i int) bool {
	const wide = "010010100"
	most, least := float32(0), float32(1<<20)
	for k := range len(wide) {
		if d := run(l, i+k); wide[k] == '1' {
			least = min(least, d)
		} else {
			most = max(most, d)
		}
	}
	return least > 1.3*most
}

// render draws a window finely enough that gozxing counts parts of a pixel,
// with paper on both sides.
func render(l *light.Line, w window) *gozxing.BitArray {
	const fine = 3
	e := l.Edges[w.from : w.to+1]
	width := e[len(e)-1] - e[0]
	base := e[0] - width/5
	px := func(v int32) int { return int((v-base)*fine+light.Sub/2) / light.Sub }
	row := gozxing.NewBitArray(px(e[len(e)-1] + width/5))
	for i := 0; i+1 < len(e); i += 2 {
		if row.SetRange(px(e[i]), px(e[i+1])) != nil {
			return nil
		}
	}
	return row
}
