package scene

import (
	"image"
	"strings"
)

// A glyph of a caption is three dots wide and five high: one octal digit a row,
// the left dot its highest bit.
const (
	signs  = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-()/%'&+:"
	glyphs = "00000" +
		"75557" + "26227" + "71747" + "71717" + "55711" + "74717" + "74757" + "71122" + "75757" + "75717" +
		"25755" + "65656" + "34443" + "65556" + "74647" + "74644" + "34553" + "55755" + "72227" + "11152" +
		"55655" + "44447" + "57755" + "65555" + "25552" + "65644" + "25563" + "65655" + "34216" + "72222" +
		"55557" + "55552" + "55775" + "55255" + "55222" + "71247" +
		"00002" + "00024" + "00700" + "12221" + "42224" + "11244" + "51245" + "22000" + "25256" + "02720" + "02020"
	glyphWide, glyphHigh = 3, 5
)

// caption prints text in the middle of a line of pix, in whole dots.
func caption(pix *image.Gray, text string, top, height int) {
	text = strings.ToUpper(text)
	wide := max(1, len(text)*(glyphWide+1)-1)
	dot := min(height/(glyphHigh+2), pix.Rect.Dx()/wide)
	left := (pix.Rect.Dx() - dot*wide) / 2
	for n := range len(text) {
		sign := max(0, strings.IndexByte(signs, text[n]))
		for y := range dot * glyphHigh {
			row := glyphs[sign*glyphHigh+y/dot] - '0'
			for x := range dot * glyphWide {
				if row>>(glyphWide-1-x/dot)&1 != 0 {
					pix.Pix[(top+dot+y)*pix.Stride+left+n*dot*(glyphWide+1)+x] = ink
				}
			}
		}
	}
}
