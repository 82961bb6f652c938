package video

import (
	"errors"
	"image"
	"slices"
	"time"

	"endcap/scanner"
	"endcap/scanner/gs1"
)

// sight is a symbol that is in view, or was a moment ago.
type sight struct {
	scanner.Symbol
	first, last time.Time
	looks       uint8 // of the last looks at it, which read it: the newest in the lowest bit
	sure        bool  // enough looks agreed once
	told        bool
}

// weak is true for symbologies that a chance pattern can look like.
func weak(format string) bool {
	switch format {
	case "EAN_13", "EAN_8", "UPC_A", "UPC_E", "ITF", "CODE_39", "CODABAR":
		return true
	}
	return false
}

// judge makes the sight sure when enough looks agree.
func (s *sight) judge() {
	n := 0
	for k := range voteFrames {
		n += int(s.looks >> k & 1)
	}
	s.sure = s.sure || n >= votes || n > 0 && !weak(s.Format)
}

// see brings the sights up to date with what was read where it was looked.
func (w *Watcher) see(read []scanner.Symbol, looked image.Rectangle, at time.Time) {
	for i := range w.sights {
		s := &w.sights[i]
		if box := bounds(s.Symbol); box.Overlaps(looked) || box.Empty() && !looked.Empty() {
			s.looks <<= 1
		} else if s.looks&1 != 0 {
			s.last = at // it was there, and nothing moved
		}
	}
	for _, sym := range read {
		sym.At = at
		i := slices.IndexFunc(w.sights, func(s sight) bool { return s.Format == sym.Format && s.Text == sym.Text })
		if i < 0 {
			if len(w.sights) == maxSights {
				w.sights = slices.Delete(w.sights, 0, 1)
			}
			w.sights = append(w.sights, sight{Symbol: sym, first: at, last: at})
			i = len(w.sights) - 1
		}
		s := &w.sights[i]
		s.Corners, s.last, s.looks = sym.Corners, at, s.looks|1
		s.judge()
	}
	w.sights = slices.DeleteFunc(w.sights, func(s sight) bool {
		// What no look of the last ones has read and none made sure was no symbol.
		return at.Sub(s.last) >= Hold || !s.sure && s.looks&(1<<voteFrames-1) == 0
	})
}

// tell returns the things that are to be told of now.
func (w *Watcher) tell(at time.Time) (out []scanner.Symbol) {
	var all []scanner.Symbol
	for i := range w.sights {
		if s := &w.sights[i]; s.sure {
			all = append(all, s.Symbol)
		}
	}
	for _, piece := range scanner.Pieces(all, w.shop, at) {
		told, ready := false, len(piece.Passed) > 0 || rich(piece, w.shop, at)
		each := func(do func(*sight)) {
			for i := range w.sights {
				s := &w.sights[i]
				if s.Format == piece.Format && s.Text == piece.Text || slices.ContainsFunc(piece.Passed, func(p scanner.Passed) bool {
					return p.Format == s.Format && p.Text == s.Text
				}) {
					do(s)
				}
			}
		}
		each(func(s *sight) {
			told = told || s.told
			ready = ready || at.Sub(s.first) >= Patience
		})
		if !told && !ready {
			continue
		}
		each(func(s *sight) { s.told = true })
		if !told {
			piece.At = at
			out = append(out, piece)
		}
	}
	return out
}

// rich is true for a symbol that needs no other one beside it: one that says
// more than a product number, or is of no product at all. One that tells of a product without naming it waits for the one that does.
func rich(sym scanner.Symbol, shop gs1.Shop, now time.Time) bool {
	scan, err := scanner.Understand(sym, shop, now)
	if fault, ok := errors.AsType[*gs1.Error](err); ok && fault.Code == gs1.CodeMissing {
		return false
	}
	it := scan.Item
	return err != nil || it.GTIN == 0 || it.Lot != "" || it.LastDay() != (gs1.Date{}) || it.Price > 0
}

// bounds returns the box around a symbol; it is empty where its place is not
// known.
func bounds(s scanner.Symbol) (box image.Rectangle) {
	if s.Corners == [4]image.Point{} {
		return box
	}
	box = image.Rectangle{Min: s.Corners[0], Max: s.Corners[0]}
	for _, c := range s.Corners[1:] {
		box.Min = image.Pt(min(box.Min.X, c.X), min(box.Min.Y, c.Y))
		box.Max = image.Pt(max(box.Max.X, c.X), max(box.Max.Y, c.Y))
	}
	return box
}
