package label

import (
	"image"
	"sort"
	"strings"

	"golang.org/x/image/font/opentype"

	"endcap/offers/money"
)

// Measures on the smallest label, 250 by 122; they grow with the label.
const (
	edge        = 8  // white at the edges, if no code asks for more
	captionSize = 11 // brand, origin, number
	captionBase = 15 // its baseline
	nameTop     = 21
	namePitch   = 17 // from line to line
	nameBottom  = 56
	unitSize    = 13
	bandHeight  = 20
	gap         = 5 // between rows
)

// sheet is a label while it is drawn.
type sheet struct {
	img    *image.Paletted
	size   image.Point
	fonts  fonts
	u      int // percent of the smallest label
	margin int
	right  int // where the text of the left column ends
	band   int // where its band ends
	top    int // where the code begins, with its quiet zone
}

func (s *sheet) px(n int) int { return (n*s.u + 50) / 100 }

// within is the largest face, from one size down to another, in which a text
// has w pixels.
func (s *sheet) within(f *opentype.Font, text string, w, largest, smallest int) face {
	px := s.px(largest)
	for px > s.px(smallest) && newFace(f, px).width(text) > w {
		px--
	}
	return newFace(f, px)
}

// code draws the QR code into the lower right corner; its quiet zone is the
// margin of everything.
func (s *sheet) code(code image.Image) error {
	most := min(s.size.Y-s.px(captionBase+2), s.size.X*42/100)
	module, side, err := codeBox(code, min(s.size.Y-s.px(nameBottom-8), most), most)
	if err != nil {
		return err
	}
	at := s.size.Sub(image.Pt(side, side))
	drawCode(s.img, at, code, module)
	s.margin, s.right, s.band, s.top = module*QuietModules, at.X, at.X, at.Y
	return nil
}

// caption is the line above: whose and where from, and the number.
func (s *sheet) caption(f Facts) {
	small, base := newFace(s.fonts.regular, s.px(captionSize)), s.px(captionBase)
	x := s.size.X - s.margin - small.width(f.GTIN.EAN())
	small.draw(s.img, x, base, f.GTIN.EAN(), black)
	text := strings.ToUpper(oneLine(f.Brand))
	if o := oneLine(f.Origin); o != "" {
		text = strings.TrimPrefix(text+" • "+o, " • ")
	}
	small.draw(s.img, s.margin, base, small.fit(text, x-s.margin-s.px(edge)), black)
}

// name sets the name as large as it fits two lines, or one line larger still,
// and returns where the space under it begins.
func (s *sheet) name(name string) int {
	for _, size := range [...]int{20, 17, 15, 13} {
		f := newFace(s.fonts.bold, s.px(size))
		first := s.px(nameTop) + f.capHeight
		second := first + s.px(namePitch)
		lines, whole := f.wrap(name, s.beside(first), s.beside(second))
		if size > 13 && (!whole || len(lines) > 1 && size > 17) {
			continue
		}
		base, free := first, s.px(gap+1)
		if len(lines) == 1 {
			first, free = first+s.px(2), s.px(2*gap)
		}
		for i, line := range lines {
			base = first + i*s.px(namePitch)
			f.draw(s.img, s.margin, base, line, black)
		}
		return base + free
	}
	return s.px(nameBottom)
}

// beside is the width of a line with this baseline: the code may reach up to it.
func (s *sheet) beside(base int) int {
	if base+s.px(3) > s.top && s.right < s.size.X-s.margin {
		return s.right - s.margin
	}
	return s.size.X - 2*s.margin
}

// offer draws the band, with the price before struck through, and returns
// where the space above it ends.
func (s *sheet) offer(f Facts) int {
	text, was := oneLine(f.Offer), ""
	if f.Was != (money.Amount{}) {
		was = f.Was.String()
	}
	if text == "" && was == "" {
		return s.size.Y - s.margin
	}
	top, w := s.size.Y-s.px(bandHeight), s.band-2*s.margin
	fill(s.img, image.Rect(0, top, s.band, s.size.Y), red)
	between := ""
	if text != "" && was != "" {
		between = "  "
	}
	bold := s.within(s.fonts.bold, text+between+was, w, 14, 11)
	if was != "" && bold.width(text+between+was) > w { // the price is never cut
		text, between = "", ""
		bold = s.within(s.fonts.bold, was, w, 14, 7)
	}
	base := top + (s.px(bandHeight)+bold.capHeight)/2
	text = bold.fit(text, w)
	bold.draw(s.img, s.margin, base, text, white)
	if was != "" {
		from := s.margin + bold.width(text+between)
		bold.draw(s.img, from, base, was, white)
		thick := max(bold.capHeight/6, 1)
		line := base - (bold.capHeight+thick)/2
		fill(s.img, image.Rect(from-s.px(1), line, from+bold.width(was)+s.px(1), line+thick), white)
	}
	return top - s.px(gap)
}

// unitPrice writes the unit price with its baseline at bottom and returns
// where the space above it ends.
func (s *sheet) unitPrice(f Facts, bottom int) int {
	if f.UnitPer == "" {
		return bottom
	}
	text, w := f.UnitPrice.String()+" / "+oneLine(f.UnitPer), s.right-s.margin
	small := s.within(s.fonts.regular, text, w, unitSize, 9)
	small.draw(s.img, s.margin, bottom, small.fit(text, w), black)
	return bottom - small.capHeight - s.px(gap)
}

// price sets the price between top and its baseline at bottom, as large as it
// fits: the whole units tall, the decimals raised, the currency under them.
func (s *sheet) price(f Facts, top, bottom int) {
	unit := f.Price.Currency.String()
	if f.Per != "" {
		unit += "/" + f.Per
	}
	caption := newFace(s.fonts.regular, s.px(unitSize))
	lay := func(px int) (figures, bool) {
		g := s.figures(f.Price.Decimal(), px)
		return g, g.big.capHeight <= bottom-top && max(g.unitX+caption.width(unit), g.end) <= s.right
	}
	px := sort.Search(2*max(bottom-top, 0), func(i int) bool {
		_, fits := lay(i + 1)
		return !fits
	})
	if px == 0 {
		return
	}
	g, _ := lay(px)
	g.big.draw(s.img, g.x, bottom, g.whole, black)
	g.small.draw(s.img, g.pointX, bottom, g.point, black)
	g.small.draw(s.img, g.decimalsX, bottom-g.big.capHeight+g.small.capHeight, g.decimals, black)
	caption.draw(s.img, g.unitX, bottom, unit, black)
}

// figures are the parts of a price and where each begins.
type figures struct {
	big, small                       face
	whole, point, decimals           string
	x, pointX, decimalsX, end, unitX int
}

func (s *sheet) figures(price string, px int) figures {
	g := figures{big: newFace(s.fonts.bold, px), small: newFace(s.fonts.bold, max(px*55/100, 1))}
	g.whole, g.decimals, _ = strings.Cut(price, ".")
	if g.decimals != "" {
		g.point = "."
	}
	g.x = s.margin + s.px(1) - g.big.bearing(g.whole)
	g.pointX = g.x + g.big.width(g.whole)
	g.decimalsX = g.pointX + s.px(3)
	g.end = g.decimalsX + g.small.width(g.decimals)
	g.unitX = g.pointX + g.small.width(g.point) + s.px(2)
	return g
}
