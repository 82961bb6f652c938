package decode

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned/rss"

	"endcap/scanner/decode/light"
)

// databar reads GS1 DataBar Omnidirectional, Truncated and Stacked (GenSpecs
// 5.5). Its halves may come from different lines, so its reader keeps what it
// saw from one line of a picture to the next, and wants each half twice.
type databar struct {
	rd   gozxing.Reader
	rows rowReader
}

func newDatabar() databar {
	rd := rss.NewRSS14Reader()
	rows, ok := rd.(rowReader)
	if !ok {
		panic("decode: the DataBar reader of gozxing reads no rows")
	}
	return databar{rd, rows}
}

// line shows the reader one line.
func (d *databar) line(l *light.Line) *gozxing.Result {
	if !databarFinder(l) {
		return nil
	}
	row := render(l, window{to: len(l.Edges) - 1})
	for range 2 {
		if row == nil {
			break
		}
		if res, err := d.rows.DecodeRow(0, row, rowHints); err == nil {
			return res
		}
		row.Reverse()
	}
	return nil
}

// databarFinder reports whether somewhere five runs look like a finder of 15
// modules, of which the last two have one each, between two characters of
// eight runs and 15 or 16 modules.
func databarFinder(l *light.Line) bool {
	e := l.Edges
	for i := 8; i+13 < len(e); i++ {
		finder := e[i+5] - e[i]
		if before, after := e[i]-e[i-8], e[i+13]-e[i+5]; 20*min(before, after) < 17*finder || 4*max(before, after) > 5*finder {
			continue
		}
		a, b := e[i+3]-e[i+1], e[i+5]-e[i+3]
		c, d := e[i+4]-e[i+2], e[i+2]-e[i]
		if isDatabarFinder(a, b) || isDatabarFinder(c, d) {
			return true
		}
	}
	return false
}

// isDatabarFinder compares the second and third element together, 10 to 12
// modules, with the fourth and fifth together, 2.
func isDatabarFinder(wide, narrow int32) bool {
	all := wide + narrow
	return 24*wide >= 18*all && 28*wide <= 26*all
}
