package camera

import (
	"context"
	"errors"
	"image"
	"time"

	"endcap/scanner"
)

// errAsked is returned when a frame is asked for while another one is.
var errAsked = errors.New("a frame is asked for already; ask again when it was given")

// wish is a technician's for a frame.
type wish struct {
	to    chan<- *image.Gray
	until time.Time
}

// Keep returns a frame, for a technician who sets the camera up: the next one
// in which something counts as a scan, or after a while any. It is blurred but
// for the symbols. No other frame is ever kept. One is given at a time.
func (s *Source) Keep(ctx context.Context) (*image.Gray, error) {
	ctx, cancel := context.WithTimeout(ctx, keepWait+silence)
	defer cancel()
	given := make(chan *image.Gray, 1)
	select {
	case s.wishes <- wish{given, time.Now().Add(keepWait)}:
	default:
		return nil, errAsked
	}
	select {
	case img := <-given:
		return img, nil
	case <-ctx.Done():
		select {
		case <-s.wishes: // nobody took it
		default:
		}
		return nil, errors.New("the camera gives no frame; look at its line on the status page")
	}
}

// grant gives a frame to who wished for it.
func (s *Source) grant(pic *image.Gray, found []scanner.Symbol, at time.Time) {
	select {
	case w := <-s.wishes:
		if len(found) > 0 || at.After(w.until) {
			w.to <- blurred(pic, found) // has room
			return
		}
		select {
		case s.wishes <- w:
		default: // who wished first has given up
		}
	default:
	}
}

// blurred is a copy of a picture in which each block that touches no symbol is
// even.
func blurred(pic *image.Gray, symbols []scanner.Symbol) *image.Gray {
	out := image.NewGray(pic.Rect)
	side := max(minBlock, pic.Rect.Dx()/blocks)
	for y := pic.Rect.Min.Y; y < pic.Rect.Max.Y; y += side {
		for x := pic.Rect.Min.X; x < pic.Rect.Max.X; x += side {
			block := image.Rect(x, y, x+side, y+side).Intersect(pic.Rect)
			blur(out, pic, block, touches(block, symbols))
		}
	}
	return out
}

// touches reports whether a block lies in the box around a symbol.
func touches(block image.Rectangle, symbols []scanner.Symbol) bool {
	for _, s := range symbols {
		box := image.Rectangle{Min: s.Corners[0], Max: s.Corners[0]}
		for _, c := range s.Corners {
			box = box.Union(image.Rectangle{Min: c, Max: c.Add(image.Pt(1, 1))})
		}
		if s.Corners != [4]image.Point{} && box.Overlaps(block) {
			return true
		}
	}
	return false
}

// blur copies a block, or its mean.
func blur(out, pic *image.Gray, block image.Rectangle, clear bool) {
	sum := 0
	for y := block.Min.Y; y < block.Max.Y; y++ {
		from := pic.Pix[pic.PixOffset(block.Min.X, y):][:block.Dx()]
		if clear {
			copy(out.Pix[out.PixOffset(block.Min.X, y):], from)
		}
		for _, v := range from {
			sum += int(v)
		}
	}
	if clear {
		return
	}
	mean := byte(sum / (block.Dx() * block.Dy()))
	for y := block.Min.Y; y < block.Max.Y; y++ {
		to := out.Pix[out.PixOffset(block.Min.X, y):][:block.Dx()]
		for i := range to {
			to[i] = mean
		}
	}
}
