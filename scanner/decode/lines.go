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
	done    bool // something linear was read at a place
}

func newLines() *lines { return &lines{linear: linear.NewReader()} }

// places reads the symbols at places full of bars, and returns those places of
// which nothing was read.
func (s *lines) places(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	s.databar.Reset()
	found := s.linear.Places(f, func(l *light.Line, at linear.Stroke, read bool) bool {
		return s.databar.Line(l, at.From, at.Step(len(l.Light)), !read)
	})
	s.bars = s.databar.Symbols(s.bars[:0])
	s.all(found, take)
	s.done = len(found) > 0
	return s.linear.Unread()
}

// sweep reads the symbols of the same frame on lines all over it, if there were
// none at places, and looks more closely where DataBar has shown itself.
func (s *lines) sweep(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	if len(s.bars) > 0 {
		return nil
	}
	var found []scanner.Symbol
	if !s.done {
		found = s.linear.Sweep()
	}
	if s.bars = s.databar.Symbols(s.bars); len(s.bars) == 0 && s.databar.Look(f.Picture) {
		s.bars = s.databar.Symbols(s.bars)
	}
	s.all(found, take)
	return nil
}

// read reads a frame both ways.
func (s *lines) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	unread := s.places(f, take)
	s.sweep(f, take)
	return unread
}

// all hands over the symbols that were found. Finders and a checksum prove more
// than what a row of them may be like.
func (s *lines) all(linears []scanner.Symbol, take func(scanner.Symbol)) {
	for _, sym := range slices.Concat(s.bars, linears) {
		take(sym)
	}
}
