package decode

import (
	"image"
	"strings"

	"endcap/scanner"
	"endcap/scanner/decode/letters"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/pdf417"
)

// pdf417s reads PDF417 symbols.
type pdf417s struct {
	finder pdf417.Finder
	take   func(scanner.Symbol)
	one    func(*pdf417.Symbol)
}

func newPDF417s() *pdf417s {
	p := &pdf417s{}
	p.one = func(s *pdf417.Symbol) {
		if text, ok := inCharacters(s.Parts); ok {
			p.take(scanner.Symbol{Format: "PDF_417", Text: text, Corners: s.Corners.Corners()})
		}
	}
	return p
}

func (p *pdf417s) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	p.take = take
	return p.finder.Find(f, p.one)
}

// inCharacters returns the text of parts that are each in a character set. It
// reports false for a set that is not known.
func inCharacters(parts []pdf417.Part) (string, bool) {
	var text strings.Builder
	for _, part := range parts {
		s, ok := letters.Text(part.ECI, part.Bytes)
		if !ok {
			return "", false
		}
		text.WriteString(s)
	}
	return text.String(), true
}
