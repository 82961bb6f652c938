package pdf417

import (
	"image"
	"image/color"
)

// writer draws symbols for the tests.
type writer struct {
	field  *field
	shapes [3][modulus]int // modules of each character, seventeen bits
}

func newWriter() *writer {
	w := &writer{field: newField()}
	table := newWords()
	for m, v := range table {
		if v > 0 {
			all := 1<<16 | m<<1
			w.shapes[shapeOf(all).cluster()/3][v-1] = all
		}
	}
	return w
}

// shapeOf are the widths of bars and spaces of seventeen modules.
func shapeOf(modules int) (s shape) {
	k := 0
	for i := range charModules {
		if dark := modules>>(charModules-1-i)&1 != 0; dark == (k%2 == 1) {
			k++
		}
		s[k]++
	}
	return s
}

// bytesWords are the codewords of text in byte compaction.
func bytesWords(text string) (out []int32) {
	mode := int32(byteLatch)
	if len(text)%6 == 0 {
		mode = byteLatch6
	}
	out = append(out, mode)
	for len(text) >= 6 {
		v := uint64(0)
		for i := range 6 {
			v = v<<8 | uint64(text[i])
		}
		var five [5]int32
		for i := range five {
			five[4-i] = int32(v % 900)
			v /= 900
		}
		out = append(out, five[:]...)
		text = text[6:]
	}
	for i := range len(text) {
		out = append(out, int32(text[i]))
	}
	return out
}

// protect puts the number of data words before them, fills them up and adds
// check words.
func (w *writer) protect(data []int32, columns, level int) (words []int32) {
	check := 2 << level
	n := (1 + len(data) + check + columns - 1) / columns
	n = max(n, minRows) * columns
	words = append(append(words, int32(n-check)), data...)
	for len(words) < n-check {
		words = append(words, textLatch)
	}
	generator := []int32{1} // the highest power first
	for i := 1; i <= check; i++ {
		next := append(append([]int32{}, generator...), 0)
		for k, g := range generator {
			next[k+1] = (next[k+1] + modulus - w.field.mul(g, w.field.exp[i])) % modulus
		}
		generator = next
	}
	rest := append(append([]int32{}, words...), make([]int32, check)...)
	for i := range words {
		k := rest[i]
		for j, g := range generator {
			rest[i+j] = (rest[i+j] + modulus - w.field.mul(k, g)) % modulus
		}
	}
	for _, v := range rest[len(words):] {
		words = append(words, (modulus-v)%modulus)
	}
	return words
}

// draw draws protected words, each row three modules high; a truncated symbol
// ends after the data (ISO/IEC 15438 5.12).
func (w *writer) draw(words []int32, columns, level int, truncated bool) image.Image {
	const start, stop, high = 0x1fea8, 0x3fa29, 3
	rows := len(words) / columns
	width := startModules + charModules*(columns+2) + stopModules
	if truncated {
		width = startModules + charModules*(columns+1) + 1
	}
	img := image.NewGray(image.Rect(0, 0, width, rows*high))
	for row := range rows {
		c := row % 3
		says := [3]int{(rows - 1) / 3, level*3 + (rows-1)%3, columns - 1}
		x := 0
		put := func(modules, n int) {
			for i := n - 1; i >= 0 && x < width; i-- {
				for y := range high {
					img.SetGray(x, row*high+y, color.Gray{Y: 255 * byte(1-modules>>i&1)})
				}
				x++
			}
		}
		put(start, startModules)
		put(w.shapes[c][row/3*30+says[c]], charModules)
		for _, v := range words[row*columns : (row+1)*columns] {
			put(w.shapes[c][v], charModules)
		}
		if truncated {
			put(1, 1)
			continue
		}
		put(w.shapes[c][row/3*30+says[(c+2)%3]], charModules)
		put(stop, stopModules)
	}
	return img
}
