package video

import (
	"encoding/binary"
	"image"

	"endcap/scanner/decode/light"
)

// tile is the side, in pixels, of the squares that are still or not.
const tile = 32

// What is kept of a tile: eight pixels at two places of every fourth row.
const (
	tileRows    = tile / 4
	tileWords   = 2 * tileRows
	tileSamples = 8 * tileWords
)

// still tells what changed in front of a camera. It compares each tile of a
// picture with what it was when it was last said to have changed, so that what
// changes slowly is not missed.
type still struct {
	w, h int
	was  []uint64
	sad  []uint16 // of each tile: the sum of absolute differences
}

// changed returns the box around the tiles that differ from before, empty when
// none does; it is the whole picture when its size is a new one.
func (s *still) changed(p light.Picture) (box image.Rectangle) {
	tw, th := p.W/tile, p.H/tile
	if p.W != s.w || p.H != s.h {
		s.w, s.h = p.W, p.H
		s.was, s.sad = light.Grow(s.was, tw*th*tileWords), light.Grow(s.sad, tw*th)
		for i := range s.sad {
			s.keep(p, i, tw)
		}
		return p.Bounds()
	}
	limit := s.compare(p, tw)
	for i, d := range s.sad {
		if d > limit {
			s.keep(p, i, tw)
			at := image.Pt(i%tw, i/tw).Mul(tile)
			box = box.Union(image.Rectangle{Min: at, Max: at.Add(image.Pt(tile, tile))})
		}
	}
	// What does not fill a tile changes with its neighbour.
	if box.Max.X == tw*tile {
		box.Max.X = p.W
	}
	if box.Max.Y == th*tile {
		box.Max.Y = p.H
	}
	return box
}

// compare finds the difference of every tile, and returns above which of them
// it is more than the noise of the camera: the quiet quarter of the tiles
// shows how much that is.
func (s *still) compare(p light.Picture, tw int) (limit uint16) {
	const step = tileSamples / 4
	var often [64]int // differences, by step
	for i := range s.sad {
		d := s.difference(p, i, tw)
		s.sad[i] = d
		often[min(int(d)/step, len(often)-1)]++
	}
	quiet, n := 0, 0
	for ; quiet < len(often)-1; quiet++ {
		if n += often[quiet]; 4*n >= len(s.sad) {
			break
		}
	}
	return uint16(min(3*(quiet+1)*step+tileSamples, 8*tileSamples))
}

// difference is how much a tile differs from before, in halves of a grey level.
func (s *still) difference(p light.Picture, i, tw int) uint16 {
	const even, high, seven = 0x00ff00ff00ff00ff, 0x8080808080808080, 0x7f7f7f7f7f7f7f7f
	was := s.was[i*tileWords : (i+1)*tileWords]
	pix := p.Pix[i/tw*tile*p.Stride+i%tw*tile:]
	sums := uint64(0)
	for k, b := range was {
		a := binary.LittleEndian.Uint64(pix[k/2*4*p.Stride+k%2*16:]) >> 1 & seven
		// The bytes of a that are not less than those of b, as masks.
		m := ((a | high) - b) & high
		m = m<<1 - m>>7
		d := (a&m | b&^m) - (b&m | a&^m)
		sums += d&even + d>>8&even
	}
	return uint16(sums * 0x0001000100010001 >> 48)
}

func (s *still) keep(p light.Picture, i, tw int) {
	pix := p.Pix[i/tw*tile*p.Stride+i%tw*tile:]
	for k := range tileWords {
		s.was[i*tileWords+k] = binary.LittleEndian.Uint64(pix[k/2*4*p.Stride+k%2*16:]) >> 1 & 0x7f7f7f7f7f7f7f7f
	}
}
