package databar

import (
	"fmt"
	"strings"

	"endcap/scanner/gs1"
)

// stream is the bits of the data characters of a GS1 DataBar Expanded symbol,
// twelve each, the highest first.
type stream struct {
	data  []*character
	at    int
	short bool // more was asked for than there is
}

const characterBits = 12

func (s *stream) left() int { return characterBits*len(s.data) - s.at }

// peek returns the next n bits; those beyond the last are 0.
func (s *stream) peek(n int) (v int) {
	for i := s.at; i < s.at+n; i++ {
		v <<= 1
		if i < characterBits*len(s.data) {
			v |= s.data[i/characterBits].value >> (characterBits - 1 - i%characterBits) & 1
		}
	}
	return v
}

// next takes the next n bits.
func (s *stream) next(n int) int {
	s.short = s.short || n > s.left()
	v := s.peek(n)
	s.at += n
	return v
}

// has takes the next n bits if they are v.
func (s *stream) has(n, v int) bool {
	if s.left() < n || s.peek(n) != v {
		return false
	}
	s.at += n
	return true
}

// text is an element string that is being read.
type text struct {
	strings.Builder
	bits  stream
	wrong bool // there is no such data
}

// elementString returns what the data characters say, and whether it
// can be.
func elementString(data []*character) (string, bool) {
	t := text{bits: stream{data: data}}
	t.bits.next(1) // whether a composite component lies above
	t.encodation()
	return strings.TrimSuffix(t.String(), gs1.GS), !t.wrong && !t.bits.short && t.Len() > 0
}

// encodation reads the AIs that are written short, and what follows
// them. Two bits that tell the length of the symbol are of no use here.
func (t *text) encodation() {
	b := &t.bits
	switch {
	case b.has(1, 0b1):
		b.next(2)
		t.gtin(b.next(4))
		t.general()
	case b.has(2, 0b00):
		b.next(2)
		t.general()
	case b.has(4, 0b0100):
		t.gtin(9)
		fmt.Fprintf(t, "3103%06d", b.next(15))
	case b.has(4, 0b0101):
		t.gtin(9)
		if v := b.next(15); v < 10000 {
			fmt.Fprintf(t, "3202%06d", v)
		} else {
			fmt.Fprintf(t, "3203%06d", v-10000)
		}
	case b.has(5, 0b01100):
		b.next(2)
		t.gtin(9)
		fmt.Fprintf(t, "392%d", b.next(2))
		t.general()
	case b.has(5, 0b01101):
		b.next(2)
		t.gtin(9)
		fmt.Fprintf(t, "393%d", b.next(2))
		t.digits(b.next(10))
		t.general()
	case b.has(4, 0b0111):
		ai := b.next(3)
		t.gtin(9)
		weight, date := b.next(20), b.next(16)
		fmt.Fprintf(t, "3%d0%d%06d", 1+ai%2, weight/100000, weight%100000)
		t.date(11+ai/2*2, date)
		t.wrong = t.wrong || weight > 999999
	default:
		t.wrong = true
	}
}

// date writes the day, if there is one.
func (t *text) date(ai, v int) {
	const none = 100 * 12 * 32
	if v < none {
		fmt.Fprintf(t, "%d%02d%02d%02d", ai, v/(12*32), v/32%12+1, v%32)
	}
	t.wrong = t.wrong || v > none
}

// digits writes three digits.
func (t *text) digits(v int) {
	fmt.Fprintf(t, "%03d", v)
	t.wrong = t.wrong || v > 999
}

// gtin reads all of a GTIN but for its first digit and the last, which checks
// the others.
func (t *text) gtin(first int) {
	v := int64(first)
	for range 4 {
		three := t.bits.next(10)
		t.wrong = t.wrong || three > 999
		v = v*1000 + int64(three)
	}
	t.wrong = t.wrong || first > 9
	t.WriteString(gtin(v))
}
