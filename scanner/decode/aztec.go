package decode

import (
	"fmt"
	"image"

	"endcap/scanner"
	"endcap/scanner/decode/aztec"
	"endcap/scanner/decode/light"
)

// aztecs reads Aztec symbols.
type aztecs struct {
	finder aztec.Finder
	take   func(scanner.Symbol)
	one    func(*aztec.Symbol) bool
}

func newAztecs() *aztecs {
	a := &aztecs{}
	a.one = func(s *aztec.Symbol) bool {
		sym := scanner.Symbol{Format: "AZTEC", Corners: s.Corners.Corners()}
		if s.IsRune { // the three digits of its number
			sym.Text = fmt.Sprintf("%03d", s.Rune)
		} else {
			m, ok := s.Decode()
			if !ok {
				return false
			}
			sym.Text, sym.GS1 = m.Text, m.GS1
		}
		a.take(sym)
		return true
	}
	return a
}

func (a *aztecs) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	a.take = take
	return a.finder.Find(f, a.one)
}
