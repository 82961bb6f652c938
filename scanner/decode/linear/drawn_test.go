package linear

import "image"

// bars draws runs, the first a bar.
func bars(runs string) image.Image {
	w := 0
	for _, c := range runs {
		w += int(c - '0')
	}
	g := image.NewGray(image.Rect(0, 0, w, 1))
	x := 0
	for k, c := range runs {
		for range c - '0' {
			if k%2 != 0 {
				g.Pix[x] = 255
			}
			x++
		}
	}
	return g
}

func upceRuns(number string) (runs string) {
	set := eanFirst[number[7]-'0'] ^ 0b111111
	for k, c := range number[1:7] {
		runs += eanDigits[int(c-'0')+int(set>>(5-k)&1)*10]
	}
	return runs
}

// elements draws characters of narrow and wide elements, 1 and 3 modules, with a
// narrow space between them.
func elements(table []uint16, signs, text string) (runs string) {
	return elementsOf(9, func(c byte) uint16 {
		for v := range signs {
			if signs[v] == c {
				return table[v]
			}
		}
		return 0
	}, text)
}

func elements7(text string) string {
	return elementsOf(7, func(c byte) uint16 {
		for v := range codabarSigns {
			if codabarSigns[v] == c {
				return codabars[v]
			}
		}
		return 0
	}, text)
}

func elementsOf(n int, bits func(c byte) uint16, text string) (runs string) {
	for i := range len(text) {
		if i > 0 {
			runs += "1"
		}
		for k := n - 1; k >= 0; k-- {
			runs += string('1' + 2*rune(bits(text[i])>>k&1))
		}
	}
	return runs
}

func code93Runs(text string) string {
	values := make([]int, 0, len(text)+2)
	for i := range len(text) {
		for v := range code93Signs {
			if code93Signs[v] == text[i] {
				values = append(values, v)
			}
		}
	}
	for _, most := range [2]int{20, 15} {
		sum := 0
		for i, v := range values {
			sum += ((len(values)-1-i)%most + 1) * v
		}
		values = append(values, sum%47)
	}
	runs := code93s[47]
	for _, v := range values {
		runs += code93s[v]
	}
	return runs + code93s[47] + "1"
}
