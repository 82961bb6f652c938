package pdf417

import (
	"math/big"
	"slices"
)

// Part is a piece of the data of a symbol, in one character set.
type Part struct {
	// ECI is the number of the character set (AIM ECI), -1 where none is said,
	// which means ISO 8859-1.
	ECI   int
	Bytes []byte
}

// The codewords that are no data (ISO/IEC 15438 5.4.1.5).
const (
	textLatch    = 900
	byteLatch    = 901
	numericLatch = 902
	byteShift    = 913
	readerInit   = 921
	macroEnd     = 922
	macroField   = 923
	byteLatch6   = 924
	eciUser      = 925
	eciGeneral   = 926
	eciSet       = 927
	macro        = 928
)

// text is the reading of codewords.
type text struct {
	words []int32
	parts []Part
	// Of text compaction: the table that is latched to, and the one for the next
	// character.
	latch, shift int
}

// Tables of text compaction.
const (
	alpha = iota
	lower
	mixed
	punct
)

// decode reads the data codewords after the symbol length. It reports false
// for what is no message. What a macro symbol says about its place in a file is
// left out.
func decode(words []int32) ([]Part, bool) {
	t := &text{words: words, parts: []Part{{ECI: -1}}}
	mode := int32(textLatch)
	for len(t.words) > 0 {
		w := t.words[0]
		if w < textLatch {
			if !t.compacted(mode) {
				return nil, false
			}
			continue
		}
		t.words = t.words[1:]
		switch w {
		case textLatch:
			t.latch, t.shift = alpha, alpha
			mode = w
		case byteLatch, byteLatch6, numericLatch:
			mode = w
		case byteShift:
			t.shift = t.latch // a shift before it was padding
			if len(t.words) == 0 || t.words[0] > 255 {
				return nil, false
			}
			t.put(byte(t.words[0]))
			t.words = t.words[1:]
		case eciSet, eciGeneral, eciUser:
			if !t.eci(w) {
				return nil, false
			}
		case readerInit:
		case macro, macroField, macroEnd:
			return t.whole(), true
		default:
			return nil, false
		}
	}
	return t.whole(), true
}

// whole returns the parts that hold something.
func (t *text) whole() (parts []Part) {
	for _, p := range t.parts {
		if len(p.Bytes) > 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

func (t *text) put(b ...byte) {
	p := &t.parts[len(t.parts)-1]
	p.Bytes = append(p.Bytes, b...)
}

// eci takes the number of a character set.
func (t *text) eci(kind int32) bool {
	n := 1
	if kind == eciGeneral {
		n = 2
	}
	if len(t.words) < n || t.words[0] >= textLatch || t.words[n-1] >= textLatch {
		return false
	}
	v := int(t.words[0])
	switch kind {
	case eciGeneral:
		v = (v+1)*900 + int(t.words[1])
	case eciUser:
		v += 810900
	}
	t.words = t.words[n:]
	t.parts = append(t.parts, Part{ECI: v})
	return true
}

// compacted reads the run of data codewords at hand.
func (t *text) compacted(mode int32) bool {
	n := 0
	for n < len(t.words) && t.words[n] < textLatch {
		n++
	}
	run := t.words[:n]
	t.words = t.words[n:]
	switch mode {
	case numericLatch:
		return t.numeric(run)
	case byteLatch, byteLatch6:
		return t.bytes(run, mode == byteLatch6)
	}
	for _, w := range run {
		t.char(int(w / 30))
		t.char(int(w % 30))
	}
	return true
}

// char reads one character of text compaction (ISO/IEC 15438 5.4.2).
func (t *text) char(v int) {
	const tables = "ABCDEFGHIJKLMNOPQRSTUVWXYZ    " +
		"abcdefghijklmnopqrstuvwxyz    " +
		"0123456789&\r\t,:#-.$/+%*=^     " +
		";<>@[\\]_`~!\r\t,:\n-.$/\"|*()?{}' "
	table := t.shift
	t.shift = t.latch
	var to int
	switch {
	case v == 29 && table == punct:
		to = alpha
	case v == 29:
		t.shift = punct
		return
	case table == punct, v < 25, v == 25 && table != mixed, v == 26:
		t.put(tables[table*30+v])
		return
	case v == 25:
		to = punct
	case v == 27 && table == lower:
		t.shift = alpha
		return
	case v == 27:
		to = lower
	case table == mixed: // 28
		to = alpha
	default:
		to = mixed
	}
	t.latch, t.shift = to, to
}

// bytes reads six bytes from each five codewords and one from each that is left
// over. Where the whole is no multiple of six, the last five may be bytes too.
func (t *text) bytes(run []int32, sixes bool) bool {
	for len(run) > 5 || len(run) == 5 && (sixes || slices.Max(run) > 255) {
		v := uint64(0)
		for _, w := range run[:5] {
			v = v*900 + uint64(w)
		}
		if v>>48 != 0 {
			return false
		}
		for i := range 6 {
			t.put(byte(v >> (40 - 8*i)))
		}
		run = run[5:]
	}
	for _, w := range run {
		if w > 255 {
			return false
		}
		t.put(byte(w))
	}
	return true
}

// numeric reads up to 44 digits from each fifteen codewords; a 1 stands before
// them.
func (t *text) numeric(run []int32) bool {
	for len(run) > 0 {
		n := min(15, len(run))
		v := new(big.Int)
		for _, w := range run[:n] {
			v.Add(v.Mul(v, big.NewInt(900)), big.NewInt(int64(w)))
		}
		digits := v.String()
		if digits[0] != '1' {
			return false
		}
		t.put([]byte(digits[1:])...)
		run = run[n:]
	}
	return true
}
