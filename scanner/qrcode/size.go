package qrcode

// MaxVersion is the largest version; the smallest is 1.
const MaxVersion = 40

// Level is how much error correction a symbol has.
type Level uint8

// Levels, by how much of a symbol may be lost: 7, 15, 25 and 30 %.
const (
	L Level = iota
	M
	Q
	H
)

// What the error correction consists of, by level and version (table 9): the
// check words of a block, and the number of blocks.
var (
	check = [4][40]uint8{
		{7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28},
		{13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
	}
	blocks = [4][40]uint8{
		{1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25},
		{1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49},
		{1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68},
		{1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81},
	}
)

// Side is the side of a version in modules.
func Side(version int) int { return 17 + 4*version }

// Check is how many words of a block check the others.
func Check(version int, level Level) int { return int(check[level][version-1]) }

// Blocks is how many blocks the words of a symbol are shared out in.
func Blocks(version int, level Level) int { return int(blocks[level][version-1]) }

// Words is how many codewords a version holds: its modules without those of the
// patterns (three finders with their separators, timing, alignment, format and
// version), by eights.
func Words(version int) int {
	side := Side(version)
	modules := side*side - 3*64 - 2*(side-16) - 31
	if n := len(Aligned(version)); n > 0 {
		modules -= 25*(n*n-3) - 5*2*(n-2) // those on a timing line share five modules with it
	}
	if version >= 7 {
		modules -= 2 * 18
	}
	return modules / 8
}

// Data is how many of them are data.
func Data(version int, level Level) int {
	return Words(version) - Check(version, level)*Blocks(version, level)
}

// Weave gives the place, among the words of a symbol as they stand in it, of
// each word of a block after the other, first its data and then its check words
// (7.6): the blocks take turns, and the longer ones come last.
func Weave(version int, level Level) (places []int) {
	n, extra, data := Blocks(version, level), Check(version, level), Data(version, level)
	short := data / n
	places = make([]int, 0, data+n*extra)
	for b := range n {
		for i := range short {
			places = append(places, i*n+b)
		}
		if late := b - (n - data%n); late >= 0 {
			places = append(places, short*n+late)
		}
		for i := range extra {
			places = append(places, data+i*n+b)
		}
	}
	return places
}

// Length is how many data words block b of a symbol has.
func Length(version int, level Level, b int) int {
	n, data := Blocks(version, level), Data(version, level)
	if b >= n-data%n {
		return data/n + 1
	}
	return data / n
}
