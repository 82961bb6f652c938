package label

import (
	"fmt"
	"image"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// ink is an index into the palette.
type ink = uint8

const (
	white ink = iota
	black
	red
)

// inkFrom is the coverage from which a pixel is ink, of 255. It is a little
// under the half, so that thin strokes of small letters stay whole.
const inkFrom = 0x70

// fonts are the typefaces of a label, parsed.
type fonts struct{ regular, bold *opentype.Font }

func parseFonts() (f fonts, err error) {
	for _, t := range [...]struct {
		to  **opentype.Font
		ttf []byte
	}{{&f.regular, goregular.TTF}, {&f.bold, gobold.TTF}} {
		if *t.to, err = opentype.Parse(t.ttf); err != nil {
			return f, fmt.Errorf("label: parse the built-in font: %w", err)
		}
	}
	return f, nil
}

// face is a typeface in one size. Its glyphs stand on whole pixels, so that
// the same letter always looks the same.
type face struct {
	font.Face
	font      *opentype.Font
	px        int
	capHeight int // of a flat capital letter
}

// newFace panics if the package opentype does not do what it says: it refuses
// no size of a font that it has parsed.
func newFace(f *opentype.Font, px int) face {
	of, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(px), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(fmt.Sprintf("label: a parsed font has no letters of %d pixels: %v", px, err))
	}
	b, _, _ := of.GlyphBounds('H')
	return face{of, f, px, (-b.Min.Y).Round()}
}

// width is how many pixels a text advances.
func (f face) width(s string) int {
	x, before := fixed.Int26_6(0), rune(-1)
	for _, r := range s {
		x += f.step(before, r)
		before = r
	}
	return x.Round()
}

// step is how far the glyph of r moves on, after the rune before.
func (f face) step(before, r rune) fixed.Int26_6 {
	adv, _ := f.GlyphAdvance(r)
	if before >= 0 {
		adv += f.Kern(before, r)
	}
	return fixed.I(adv.Round())
}

// draw sets a text with the left end of its baseline at (x, y). A pixel is
// ink or it is not: e-paper has no grey.
func (f face) draw(dst *image.Paletted, x, y int, s string, c ink) {
	before := rune(-1)
	for _, r := range s {
		if before >= 0 {
			x += f.Kern(before, r).Round()
		}
		f.glyph(dst, x, y, r, c)
		adv, _ := f.GlyphAdvance(r)
		x += adv.Round()
		before = r
	}
}

func (f face) glyph(dst *image.Paletted, x, y int, r rune, c ink) {
	box, mask, at, _, _ := f.Glyph(fixed.P(x, y), r)
	shape, ok := mask.(*image.Alpha)
	if r == '0' {
		shape = zero(f.font, f.px)
		box, at = shape.Rect.Add(image.Pt(x, y)), shape.Rect.Min
	} else if !ok {
		return // an empty glyph
	}
	on := box.Intersect(dst.Rect)
	for py := on.Min.Y; py < on.Max.Y; py++ {
		for px := on.Min.X; px < on.Max.X; px++ {
			if shape.AlphaAt(at.X+px-box.Min.X, at.Y+py-box.Min.Y).A >= inkFrom {
				dst.SetColorIndex(px, py, c)
			}
		}
	}
}

// bearing is the empty space at the left of a text.
func (f face) bearing(s string) int {
	for _, r := range s {
		b, _, _ := f.GlyphBounds(r)
		return b.Min.X.Round()
	}
	return 0
}

// fit returns s, or as many of its first characters as fit w pixels with an
// ellipsis.
func (f face) fit(s string, w int) string {
	const dots = "…"
	room, end := fixed.I(w-f.width(dots)), -1
	x, before := fixed.Int26_6(0), rune(-1)
	for i, r := range s {
		if x <= room {
			end = i
		}
		x += f.step(before, r)
		before = r
	}
	if x <= fixed.I(w) {
		return s
	}
	if end < 1 {
		return ""
	}
	return strings.TrimRight(s[:end], " ,.;-") + dots
}
