package qr

import (
	"endcap/scanner/decode/plane"
	"endcap/scanner/qrcode"
	"endcap/scanner/solomon"
)

// code protects the codewords (ISO/IEC 18004 7.5.2).
var code = solomon.New(0x11d, 256, 0)

// microKind is one of the eight symbols of Micro QR, by the number in its
// format information (ISO/IEC 18004 table 9 and 13).
type microKind struct {
	side        int // modules
	bits        int // of data
	check, most int // check codewords, and how many wrong ones they put right
}

var microKinds = [8]microKind{
	{11, 20, 2, 0},
	{13, 40, 5, 1},
	{13, 32, 6, 2},
	{15, 84, 6, 2},
	{15, 68, 8, 4},
	{17, 128, 8, 3},
	{17, 112, 10, 5},
	{17, 80, 14, 7},
}

// micro returns the data of a Micro QR code, written as the data codewords of a
// QR code of version 1 would be. It reports false if the grid is none or has
// more faults than it can put right.
func micro(g *plane.Grid) (data []byte, ok bool) {
	if g.W != g.H {
		return nil, false
	}
	format, wrong := microFormat(g.At, g.W)
	if wrong > maxWrong {
		return nil, false
	}
	kind := microKinds[format>>2]
	words := microWords(g, kind, format&3)
	if !solomon.Correct(code, words, kind.check, kind.most) || kind.bits%8 != 0 && words[kind.bits/8]&15 != 0 {
		return nil, false
	}
	in := bitReader{data: words, left: kind.bits}
	return in.likeQR((g.W - 11) / 2)
}

// microFormat returns the format information of a grid of n by n modules, and
// how many bits of it are wrong: more than can be put right if it is that of
// another size.
func microFormat(at func(x, y int) bool, n int) (format uint32, wrong int) {
	if n < microKinds[0].side || n > microKinds[7].side {
		return 0, maxWrong + 1
	}
	var word uint32
	for i := range 15 {
		x, y := i+1, 8
		if i >= 8 {
			x, y = 8, 15-i
		}
		if word <<= 1; at(x, y) {
			word |= 1
		}
	}
	format, wrong = nearest(word, 0, 31, qrcode.FormatGenerator, microMask)
	if microKinds[format>>2].side != n {
		return 0, maxWrong + 1
	}
	return format, wrong
}

// microWords returns the codewords of a grid, unmasked. The last of the data is
// a half one in symbols of 11 and 15 modules: for the check words its four bits
// are the upper ones of a codeword, whose lower ones are 0.
func microWords(g *plane.Grid, kind microKind, mask uint32) (words []byte) {
	word, count, read := byte(0), 0, 0
	n := g.W
	for k := 0; k < n/2; k++ {
		for i := range n - 1 {
			y := n - 1 - i
			if k%2 != 0 {
				y = 1 + i
			}
			for _, x := range [2]int{n - 1 - 2*k, n - 2 - 2*k} {
				if x < 9 && y < 9 {
					continue // finder pattern and format information
				}
				if word <<= 1; g.At(x, y) != masked(mask, x, y) {
					word |= 1
				}
				count, read = count+1, read+1
				if count == 8 || read == kind.bits {
					words = append(words, word<<(8-count))
					word, count = 0, 0
				}
			}
		}
	}
	return words
}

// masked reports whether one of the four masks turns the module at x, y over
// (ISO/IEC 18004 table 10).
func masked(mask uint32, x, y int) bool {
	return qrcode.Masked([4]int{1, 4, 6, 7}[mask], x, y)
}

// bitReader reads codewords of eight bits.
type bitReader struct {
	data []byte
	at   int
	left int
}

// take returns the next n bits; those beyond the end are 0.
func (r *bitReader) take(n int) (v int) {
	for range n {
		bit := 0
		if r.left > 0 {
			bit = int(r.data[r.at/8]) >> (7 - r.at%8) & 1
			r.at, r.left = r.at+1, r.left-1
		}
		v = v<<1 | bit
	}
	return v
}

// likeQR writes what it reads of a symbol of version M1 (0) to M4 (3) as a QR
// code of version 1 has it: the modes and counts are longer there, the rest is
// the same (ISO/IEC 18004 tables 2 and 3).
func (r *bitReader) likeQR(version int) ([]byte, bool) {
	var out bitWriter
	counts := [4]int{10, 9, 8, 8} // numeric, alphanumeric, byte, kanji
	for r.left > 0 {
		mode := r.take(version)
		if mode > 3 {
			return nil, false
		}
		n := r.take([4]int{3, 2, 2, 1}[mode] + version)
		if mode == 0 && n == 0 {
			break // the terminator
		}
		size := [4]int{n/3*10 + [3]int{0, 4, 7}[n%3], n/2*11 + n%2*6, 8 * n, 13 * n}[mode]
		if size > r.left {
			return nil, false
		}
		out.put(1<<mode, 4)
		out.put(n, counts[mode])
		for ; size > 0; size -= 8 {
			k := min(8, size)
			out.put(r.take(k), k)
		}
	}
	if len(out.data) == 0 {
		return nil, false
	}
	out.put(0, 4)
	return out.data, true
}

// bitWriter writes bits into codewords.
type bitWriter struct {
	data []byte
	free int // bits of the last
}

// put writes the low n bits of v.
func (w *bitWriter) put(v, n int) {
	for n--; n >= 0; n-- {
		if w.free == 0 {
			w.data, w.free = append(w.data, 0), 8
		}
		w.free--
		w.data[len(w.data)-1] |= byte(v>>n&1) << w.free
	}
}
