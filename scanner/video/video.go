// Package video turns the frames of a camera into the things that are held
// before it, each once.
//
// What did not change since it was last looked at is not looked at again: a
// still frame costs a comparison of one pixel in eight. When the picture comes
// to rest it is looked at once more as a whole. A symbol stays in sight while
// its place does not change or while it is read wherever it moves to, and
// counts again after it was out of sight for Hold. Codes on one thing are one
// piece (scanner.Pieces), also when they are read in different frames.
//
// The same text twice at one time is one thing too: a camera cannot tell two
// tins from a tin and its mirror image in the freezer door, and nobody is
// charged twice for one.
package video

import (
	"image"
	"time"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/gs1"
)

// Reader reads the symbols in a picture; decode.Reader is one.
type Reader interface {
	Read(img *image.Gray) []scanner.Symbol
}

// Watcher watches one camera. It is for one goroutine.
type Watcher struct {
	reader Reader
	shop   gs1.Shop
	still  still
	rested bool // the whole picture was looked at since something changed
	sights []sight
}

// NewWatcher returns a Watcher that reads with r. layouts explain the shop's
// own numbers, see gs1.Layout.
func NewWatcher(r Reader, shop gs1.Shop) *Watcher {
	return &Watcher{reader: r, shop: shop}
}

// Look returns the things that a frame, taken at the time at, lets count: one
// symbol for each, with its corners in the frame and with what it was
// preferred to. It does not keep or change the frame. Times must not go back.
func (w *Watcher) Look(frame *image.Gray, at time.Time) []scanner.Symbol {
	p := light.Of(frame)
	where := w.where(p)
	var read []scanner.Symbol
	if !where.Empty() {
		part, ok := frame.SubImage(where.Add(frame.Rect.Min)).(*image.Gray)
		if !ok {
			return nil
		}
		read = w.reader.Read(part)
		for i := range read {
			for k := range read[i].Corners {
				read[i].Corners[k] = read[i].Corners[k].Add(where.Min)
			}
		}
	}
	w.see(read, where, at)
	return w.tell(at)
}

// where returns which part of the picture is to be looked at.
func (w *Watcher) where(p light.Picture) image.Rectangle {
	box, whole := w.still.changed(p), p.Bounds()
	if box.Empty() {
		if !w.rested {
			w.rested = true
			return whole
		}
		// At rest a symbol that is not sure yet is looked at again.
		for i := range w.sights {
			if s := &w.sights[i]; !s.sure {
				box = box.Union(around(bounds(s.Symbol)))
				if bounds(s.Symbol).Empty() {
					return whole
				}
			}
		}
		return box.Intersect(whole)
	}
	w.rested = false
	box = around(box)
	for i := range w.sights {
		if s := bounds(w.sights[i].Symbol); s.Overlaps(box) {
			box = box.Union(around(s))
		}
	}
	box = box.Intersect(whole)
	if 4*box.Dx()*box.Dy() > 3*p.W*p.H {
		w.rested = true
		return whole
	}
	return box
}

// around returns a box with room for a symbol that lies half in it, and for
// its quiet zone.
func around(box image.Rectangle) image.Rectangle {
	if box.Empty() {
		return box
	}
	return box.Inset(-max(2*tile, max(box.Dx(), box.Dy())/4))
}
