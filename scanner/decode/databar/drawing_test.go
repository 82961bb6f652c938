package databar

import (
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"endcap/scanner/gs1"
)

// runs are the widths of light and dark in turn, in modules, light first.
type runs []int8

// drawing is the rows of a symbol.
type drawing []runs

// image draws the rows, each so many modules high, a light module between them.
func (d drawing) image(height int) *image.Gray {
	width := 0
	for _, row := range d {
		width = max(width, row.modules())
	}
	g := image.NewGray(image.Rect(0, 0, width, len(d)*(height+1)-1))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	for i, row := range d {
		for y := i * (height + 1); y < i*(height+1)+height; y++ {
			x := 0
			for k, w := range row {
				for range w {
					g.Pix[y*g.Stride+x] = byte(255 * (1 - k%2))
					x++
				}
			}
		}
	}
	return g
}

func (r runs) modules() (n int) {
	for _, w := range r {
		n += int(w)
	}
	return n
}

// edges are those of the runs at a size of so many 1/16 pixels a module.
func (r runs) edges(module int32) []int32 {
	at, e := 10*module, []int32(nil)
	for i, w := range r {
		if at += int32(w) * module; i < len(r)-1 || i%2 != 0 {
			e = append(e, at)
		}
	}
	return e
}

// elements returns the elements of a character.
func (k *kind) elementsOf(value int) runs {
	for _, g := range k.groups {
		if n := g.odds * g.evens; value >= n {
			value -= n
			continue
		}
		odd, even := value/g.evens, value%g.evens
		if k.evenHigh {
			even, odd = value/g.odds, value%g.odds
		}
		out := make(runs, k.elements)
		unrank(out, g.odd, g.widestOdd, !k.narrowOdd, odd)
		unrank(out[1:], k.modules-g.odd, g.widestEven, k.narrowOdd, even)
		return out
	}
	panic("no such character")
}

func unrank(out runs, modules, widest int, narrow bool, r int) {
	for left := (len(out) - 1) / 2; left > 0; left-- {
		v := 1
		for ; ; v++ {
			n := patterns(left, modules-v, widest, narrow || v == 1)
			if r < n {
				break
			}
			r -= n
		}
		out[0] = int8(v)
		out, modules, narrow = out[2:], modules-v, narrow || v == 1
	}
	out[0] = int8(modules)
}

func turned(r runs) runs {
	r = slices.Clone(r)
	slices.Reverse(r)
	return r
}

func finderRuns(f [3]float32) runs { return runs{int8(f[0]), int8(f[1]), int8(f[2]), 1, 1} }

// drawOmni draws the symbol of 13 digits, or its halves one upon the other.
func drawOmni(number int64, stacked bool) drawing {
	l, r := int(number/halves), int(number%halves)
	c := [4]runs{outer.elementsOf(l / inners), inner.elementsOf(l % inners), outer.elementsOf(r / inners), inner.elementsOf(r % inners)}
	sum, weight := 0, 1
	for _, w := range c {
		sum += weight * weigh(w)
		weight *= 4
	}
	check := sum % omniModulus
	if check >= 8 {
		check++
	}
	if check >= 72 {
		check++
	}
	left := slices.Concat(runs{1, 1}, c[0], finderRuns(omniFinders[check/9]), turned(c[1]))
	right := slices.Concat(c[3], turned(finderRuns(omniFinders[check%9])), turned(c[2]), runs{1, 1})
	if stacked {
		return drawing{append(left, 1, 1), slices.Concat(runs{0, 1, 1}, right)}
	}
	return drawing{slices.Concat(left, right)}
}

// drawLimited draws the symbol of 13 digits.
func drawLimited(number int64) drawing {
	l, r := half.elementsOf(int(number/limitedHalves)), half.elementsOf(int(number%limitedHalves))
	sum := 0
	for i := range 14 {
		sum += power(i, limitedModulus)*int(l[i]) + power(i+14, limitedModulus)*int(r[i])
	}
	sum %= limitedModulus
	for _, m := range middle {
		for even := range 21 {
			if m.evens>>even&1 == 0 {
				continue
			}
			if sum--; sum >= 0 {
				continue
			}
			c := make(runs, 14)
			unrank(c[:12], 8, 3, true, m.odd)
			unrank(c[1:12], 8, 3, true, even)
			c[12], c[13] = 1, 1
			return drawing{slices.Concat(runs{1, 1}, l, c, r, runs{1, 1, 5})}
		}
	}
	panic("no such check character")
}

// drawExpanded draws the symbol of some bits, with at most width finders a row.
func drawExpanded(bits string, width int) drawing {
	var data []int
	for len(bits) > 0 {
		v, err := strconv.ParseUint(bits[:12], 2, 12)
		if err != nil {
			panic(err)
		}
		data, bits = append(data, int(v)), bits[12:]
	}
	n := len(data) + 1
	order := sequences[(n+1)/2-2]
	sum := 0
	for i, v := range data {
		finder, even, right := int(order[(i+1)/2]-'A'), (i+1)/2%2, (i+1)%2
		sum += weigh(wide.elementsOf(v)) % expandedModulus * power(8*(4*finder+2*even+right-1), expandedModulus)
	}
	data = slices.Insert(data, 0, (n-leastCharacters)*expandedModulus+sum%expandedModulus)
	var d drawing
	for first := 0; first < len(order); first += width {
		row := runs{1, 1}
		if first%2 != 0 {
			row = runs{0, 1, 1} // begins dark
		}
		for k := first; k < min(first+width, len(order)); k++ {
			finder := finderRuns(expandedFinders[order[k]-'A'])
			if k%2 != 0 {
				finder = turned(finder)
			}
			row = slices.Concat(row, wide.elementsOf(data[2*k]), finder)
			if 2*k+1 < n {
				row = slices.Concat(row, turned(wide.elementsOf(data[2*k+1])))
			}
		}
		row = append(row, 1, 1)
		if width%2 == 0 && first/width%2 != 0 {
			if row = turned(row); len(row)%2 == 0 {
				row = append(runs{0}, row...) // ended dark
			}
		}
		d = append(d, row)
	}
	return d
}

// expandedBits writes an element string: rnd makes the choices that there are.
func expandedBits(elements string, width int, rnd *rand.Rand) string {
	b := func(n, v int) string { return fmt.Sprintf("%0*b", n, v) }
	threes := func(s string) (out string) {
		for i := range 4 {
			v, err := strconv.Atoi(s[3*i : 3*i+3])
			if err != nil {
				panic(err)
			}
			out += b(10, v)
		}
		return out
	}
	bits, rest := "00000", elements
	if strings.HasPrefix(elements, "01") && rnd.IntN(4) > 0 {
		bits, rest = "0100"+b(4, int(elements[2]-'0'))+threes(elements[3:]), elements[16:]
	}
	bits += generalBits(rest, rnd)
	pad, numeric := "00100", strings.HasSuffix(bits, "N")
	bits = strings.TrimRight(bits, "NA")
	fill := (12 - len(bits)%12) % 12
	for n := (len(bits) + fill) / 12; n < 3 || n > width*2 && n%(2*width) == 0; n++ {
		fill += 12 // a row has two characters at least
	}
	padding := strings.Repeat(pad, fill/5+1)
	if numeric {
		padding = "0000" + padding
	}
	return bits + padding[:fill]
}

// generalBits writes the general purpose data field, and N or A for the mode in
// which it ends.
func generalBits(s string, rnd *rand.Rand) (bits string) {
	m := numeric
	digit := func(i int) int {
		switch {
		case i < len(s) && s[i] >= '0' && s[i] <= '9':
			return int(s[i] - '0')
		case i == len(s), i < len(s) && s[i] == gs1.GS[0]:
			return 10
		}
		return -1
	}
	put := func(n, v int) { bits += fmt.Sprintf("%0*b", n, v) }
	for i := 0; i < len(s); {
		a, c := digit(i), digit(i+1)
		if m == numeric {
			if a < 0 || c < 0 || a == 10 && c == 10 {
				put(4, 0)
				m = alphanumeric
				continue
			}
			put(7, 11*a+c+8)
			i += 2
			continue
		}
		other := strings.IndexByte("*,-./", s[i])
		special := strings.IndexByte("!\"%&'()*+,-./:;<=>?_ ", s[i])
		letter := s[i] >= 'A' && s[i] <= 'Z'
		switch {
		case a >= 0 && a < 10 && c >= 0 && rnd.IntN(2) == 0:
			put(3, 0)
			m = numeric
		case a == 10:
			put(5, 15)
			m = numeric
			i++
		case a >= 0:
			put(5, a+5)
			i++
		case m == alphanumeric && letter:
			put(6, int(s[i]-'A')+32)
			i++
		case m == alphanumeric && other >= 0:
			put(6, other+58)
			i++
		case m == alphanumeric || (letter || other >= 0) && rnd.IntN(8) == 0:
			put(5, 4)
			m = alphanumeric + iso646 - m
		case letter:
			put(7, int(s[i]-'A')+64)
			i++
		case special >= 0:
			put(8, special+232)
			i++
		default:
			put(7, int(s[i]-'a')+90)
			i++
		}
	}
	if m == numeric {
		return bits + "N"
	}
	return bits + "A"
}
