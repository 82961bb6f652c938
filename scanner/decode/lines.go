package decode

import (
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/databar"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/linear"
)

// lines reads the symbols that are read along lines: the linear ones, and
// DataBar on the lines that these are looked for on.
type lines struct {
	linear  *linear.Reader
	databar databar.Reader
	bars    []scanner.Symbol
}

func newLines() *lines { return &lines{linear: linear.NewReader()} }

func (s *lines) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	s.databar.Reset()
	linears := s.linear.Read(f, func(l *light.Line, at linear.Stroke, read bool) bool {
		return s.databar.Line(l, at.From, at.Step(len(l.Light)), !read)
	})
	if s.bars = s.databar.Symbols(s.bars[:0]); len(s.bars) == 0 && s.databar.Look(f.Picture) {
		s.bars = s.databar.Symbols(s.bars)
	}
	// Finders and a checksum prove more than what a row of them may be like.
	for _, sym := range slices.Concat(s.bars, linears) {
		take(sym)
	}
	return s.linear.Unread()
}
