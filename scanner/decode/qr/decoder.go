package qr

import (
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/qrcode"
	"endcap/scanner/solomon"
)

// Decoder reads grids of modules. The zero value works. It keeps its buffers
// and what it worked out of each size: one a goroutine.
type Decoder struct {
	sizes [qrcode.MaxVersion + 1]struct {
		order []int // of modules
		weave [4][]int
	}
	words, block, data []byte
}

// Message is what a symbol says.
type Message struct {
	Text string
	GS1  bool // FNC1 came first (ISO/IEC 18004 annex F)
}

// Decode returns what the modules of a QR code or a Micro QR code say, or false
// if the grid is neither, has more faults than can be put right, says what makes
// no sense, or nothing.
func (d *Decoder) Decode(g *plane.Grid) (Message, bool) {
	if g.W < MinSide {
		data, ok := micro(g)
		if !ok {
			return Message{}, false
		}
		return understand(data, 1)
	}
	if g.W != g.H || g.W > MaxSide || g.W%4 != 1 {
		return Message{}, false
	}
	version := (g.W - 17) / 4
	format, wrong := readFormat(g.At, g.W)
	if wrong > maxWrong || !d.correct(g, version, format) {
		return Message{}, false
	}
	return understand(d.data, version)
}

// correct collects the data codewords of a grid, with their faults put right.
func (d *Decoder) correct(g *plane.Grid, version int, format qrcode.Format) bool {
	level, mask, s := format.Level(), format.Mask(), &d.sizes[version]
	if s.order == nil {
		s.order = qrcode.Order(version)
	}
	if s.weave[level] == nil {
		s.weave[level] = qrcode.Weave(version, level)
	}
	d.words = light.Grow(d.words, qrcode.Words(version))
	for i := range d.words {
		v := byte(0)
		for _, at := range s.order[8*i : 8*i+8] {
			if v <<= 1; g.Dark[at] != qrcode.Masked(mask, at%g.W, at/g.W) {
				v |= 1
			}
		}
		d.words[i] = v
	}
	d.data = d.data[:0]
	places, check := s.weave[level], qrcode.Check(version, level)
	for b := range qrcode.Blocks(version, level) {
		n := qrcode.Length(version, level, b)
		d.block = d.block[:0]
		for _, at := range places[:n+check] {
			d.block = append(d.block, d.words[at])
		}
		if places = places[n+check:]; !solomon.Correct(code, d.block, check, check/2) {
			return false
		}
		d.data = append(d.data, d.block[:n]...)
	}
	return true
}
