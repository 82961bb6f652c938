package write

import (
	"bufio"
	"fmt"
	"image"
	"io"

	"endcap/scanner/gs1"
)

// sheetItem is one symbol of the test sheet.
type sheetItem struct {
	name   string
	draw   func() (image.Image, error)
	module float64 // in millimetres
	ink    string
	turn   int // in degrees
}

// sheetGTIN and sheetElements are what the symbols of the sheet say: a number
// of restricted circulation that no product has, a lot and a day long past.
const (
	sheetGTIN     gs1.GTIN = 2000000000053
	sheetElements          = "0102000000000053" + "17250131" + "10TEST"
)

func sheetItems() []sheetItem {
	ean := func() (image.Image, error) { return EAN(sheetGTIN) }
	matrix := func() (image.Image, error) { return GS1DataMatrix(sheetElements) }
	link := func() (image.Image, error) { return QR("https://id.example.com/01/02000000000053/10/TEST?17=250131") }
	case128 := func() (image.Image, error) { return GS1128(sheetElements) }
	const black, grey = "#000", "#888"
	return []sheetItem{
		// The module sizes are the least, the usual and the largest of GenSpecs
		// 5.12 for what a till reads.
		{"EAN-13, 80 %", ean, .264, black, 0},
		{"EAN-13, 100 %", ean, .33, black, 0},
		{"EAN-13, 150 %", ean, .495, black, 0},
		{"EAN-13, grey", ean, .33, grey, 0},
		{"EAN-13, turned", ean, .33, black, 45},
		{"GS1-128", case128, .25, black, 0},
		{"GS1 DataMatrix, 0.25 mm", matrix, .25, black, 0},
		{"GS1 DataMatrix, 0.38 mm", matrix, .38, black, 0},
		{"GS1 DataMatrix, 0.75 mm", matrix, .75, black, 0},
		{"GS1 DataMatrix, grey", matrix, .5, grey, 0},
		{"GS1 DataMatrix, turned", matrix, .5, black, 30},
		{"Digital Link, 0.25 mm", link, .25, black, 0},
		{"Digital Link, 0.4 mm", link, .4, black, 0},
		{"Digital Link, 0.75 mm", link, .75, black, 0},
		{"Digital Link, grey", link, .5, grey, 15},
	}
}

// Sheet writes a page of A4 as SVG, to be printed at 100 %: symbols of every
// kind that a till reads, from the smallest to the largest modules, turned and
// in grey. All name the GTIN 2000000000053, so that a technician can tell how
// much of it a camera reads, and no till sells it.
func Sheet(w io.Writer) error {
	const left, top, wide, high, columns = 12.0, 22.0, 62.0, 52.0, 3
	b := bufio.NewWriter(w)
	fmt.Fprint(b, `<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297" font-family="sans-serif">
<rect width="210" height="297" fill="#fff"/>
<text x="12" y="13" font-size="6">Scanner test sheet: print at 100 %, this line is 100 mm long</text>
<path d="M12 16h100" stroke="#000" stroke-width=".4"/>
`)
	for i, item := range sheetItems() {
		img, err := item.draw()
		if err != nil {
			return fmt.Errorf("write test sheet: %s: %w", item.name, err)
		}
		x, y := left+wide*float64(i%columns), top+high*float64(i/columns)
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"3\">%s</text>\n", x, y+high-4, item.name)
		item.path(b, img, x+wide/2-3, y+high/2-4)
	}
	fmt.Fprintln(b, "</svg>")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write test sheet: %w", err)
	}
	return nil
}

// path draws the dark runs of each row of a symbol around a middle.
func (s sheetItem) path(w io.Writer, img image.Image, cx, cy float64) {
	box := img.Bounds()
	tall := 1.0 // of a row, in modules
	if box.Dy() == 1 {
		tall = 15 / s.module
	}
	fmt.Fprintf(w, `<path fill="%s" transform="translate(%.3f %.3f) rotate(%d) scale(%.3f) translate(%.1f %.1f)" d="`,
		s.ink, cx, cy, s.turn, s.module, -float64(box.Dx())/2, -tall*float64(box.Dy())/2)
	for y := range box.Dy() {
		for x := 0; x < box.Dx(); x++ {
			from := x
			for x < box.Dx() && dark(img, x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(w, "M%d %.3gh%dv%.3gh%dz", from, tall*float64(y), x-from, tall, from-x)
			}
		}
	}
	fmt.Fprintln(w, `"/>`)
}

func dark(img image.Image, x, y int) bool {
	v, _, _, _ := img.At(x, y).RGBA()
	return v < 0x8000
}
