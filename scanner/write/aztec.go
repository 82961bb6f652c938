package write

import (
	"fmt"
	"image"
	"slices"

	"endcap/scanner/gs1"
	"endcap/scanner/solomon"
)

// Aztec returns the Aztec Code symbol (ISO/IEC 24778) of text in UTF-8, compact
// where it fits, one pixel a module and without quiet zone. A quarter of it may
// be lost. The text is at most MaxText bytes.
func Aztec(text string) (image.Image, error) { return aztec(text, false) }

// GS1Aztec returns the Aztec Code symbol of an element string (see GS1128; the
// length is bounded by MaxText).
func GS1Aztec(elements string) (image.Image, error) { return aztec(elements, true) }

// AztecRune returns the rune of a number, eleven modules a side (annex A).
func AztecRune(value byte) image.Image {
	d := newDrawing(11, 5)
	mode := aztecWords([]int{int(value >> 4), int(value & 15)}, 7, aztecMode())
	for i := range mode {
		mode[i] ^= 0xa
	}
	d.mode(bitsOf(mode, 4))
	return d.image()
}

func aztec(text string, isGS1 bool) (image.Image, error) {
	if err := checkText(text); err != nil {
		return nil, fmt.Errorf("write Aztec: %w", err)
	}
	message := aztecBits(text, isGS1)
	for size := range 4 + 32 {
		compact, layers, ring := true, size+1, 5
		if size >= 4 {
			compact, layers, ring = false, size-3, 7
		}
		base, area := 11+4*layers, (88+16*layers)*layers
		if !compact {
			base, area = 14+4*layers, (112+16*layers)*layers
		}
		code, bits := aztecCode(layers)
		words := stuff(message, bits)
		total := area / bits
		if compact && len(words) > 64 || total-len(words) < total*23/100+3 {
			continue
		}
		side := base
		if !compact {
			side = base + 1 + 2*((base/2-1)/15)
		}
		d := newDrawing(side, ring)
		if compact {
			d.mode(bitsOf(aztecWords([]int{(layers-1)<<2 | (len(words)-1)>>4, (len(words) - 1) & 15}, 7, aztecMode()), 4))
		} else {
			m := (layers-1)<<11 | (len(words) - 1)
			d.mode(bitsOf(aztecWords([]int{m >> 12, m >> 8 & 15, m >> 4 & 15, m & 15}, 10, aztecMode()), 4))
		}
		// What is left over of the area comes first.
		d.layers(append(make([]bool, area%bits), bitsOf(aztecWords(words, total, code), bits)...), base, layers)
		return d.image(), nil
	}
	return nil, fmt.Errorf("write Aztec: a text of %d bytes is too long for one symbol", len(text))
}

// aztecMode is the code of the mode message, and aztecCode that of the words of
// a symbol, with their size (table 3).
func aztecMode() *solomon.Code { return solomon.New(0x13, 16, 1) }

func aztecCode(layers int) (*solomon.Code, int) {
	switch {
	case layers <= 2:
		return solomon.New(0x43, 64, 1), 6
	case layers <= 8:
		return solomon.New(0x12d, 256, 1), 8
	case layers <= 22:
		return solomon.New(0x409, 1024, 1), 10
	}
	return solomon.New(0x1069, 4096, 1), 12
}

// aztecBits are the bits of text: all of it in bytes, after a word that says
// that it is UTF-8 (ECI 26) or GS1 data (FLG(0)).
func aztecBits(text string, isGS1 bool) (out []bool) {
	put := func(v, n int) {
		for n--; n >= 0; n-- {
			out = append(out, v>>n&1 != 0)
		}
	}
	const flag = 0 // P/S, and then FLG(n)
	put(flag, 5)
	put(flag, 5)
	if isGS1 {
		put(0, 3)
	} else {
		put(2, 3) // two digits
		put(2+2, 4)
		put(6+2, 4)
	}
	for len(text) > 0 {
		if isGS1 && text[0] == gs1.GS[0] {
			put(flag, 5)
			put(flag, 5)
			put(0, 3)
			text = text[1:]
			continue
		}
		n := 1
		for n < len(text) && n < 2000 && (!isGS1 || text[n] != gs1.GS[0]) {
			n++
		}
		const binary = 31 // B/S
		put(binary, 5)
		if n <= 31 {
			put(n, 5)
		} else {
			put(0, 5)
			put(n-31, 11)
		}
		for i := range n {
			put(int(text[i]), 8)
		}
		text = text[n:]
	}
	return out
}

// stuff cuts bits into words of which none is all 0 or all 1: a bit is put in
// at the end of those that would be (ISO/IEC 24778 5.3.1.3).
func stuff(message []bool, bits int) (words []int) {
	for at := 0; at < len(message); {
		word := 0
		for i := range bits - 1 {
			word <<= 1
			if at+i >= len(message) || message[at+i] {
				word |= 1
			}
		}
		at += bits - 1
		switch word {
		case 0:
			word = 1
		case 1<<(bits-1) - 1:
			word <<= 1
		default:
			word <<= 1
			if at >= len(message) || message[at] {
				word |= 1
			}
			at++
		}
		words = append(words, word)
	}
	return words
}

// aztecWords returns data with check words up to total.
func aztecWords(data []int, total int, code *solomon.Code) []int {
	return append(slices.Clip(data), solomon.Check(code, data, total-len(data))...)
}

func bitsOf(words []int, bits int) (out []bool) {
	for _, w := range words {
		for i := bits - 1; i >= 0; i-- {
			out = append(out, w>>i&1 != 0)
		}
	}
	return out
}
