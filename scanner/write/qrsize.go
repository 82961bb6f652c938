package write

// What the error correction of QR codes consists of, for the levels L, M, Q
// and H and the versions 1 to 40 (ISO/IEC 18004 table 9): the check words of a
// block, and the number of blocks.
var (
	qrCheck = [4][40]uint8{
		{7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28},
		{13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
	}
	qrBlocks = [4][40]uint8{
		{1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25},
		{1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49},
		{1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68},
		{1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81},
	}
)

// The levels of error correction, by how much of the symbol may be lost: 7,
// 15, 25 and 30 %.
const (
	levelL = iota
	levelM
	levelQ
	levelH
)

const maxVersion = 40

// qrSide is the side of a QR code in modules.
func qrSide(version int) int { return 17 + 4*version }

// qrAligned are where the rows and columns of alignment patterns lie (ISO/IEC
// 18004 annex E): evenly from the far end, what is left over at the near one.
func qrAligned(version int) []int {
	if version == 1 {
		return nil
	}
	n := version/7 + 2
	last := qrSide(version) - 7
	step := (last - 6 + n - 2) / (n - 1)
	step += step % 2
	if version == 32 {
		step = 26
	}
	at := make([]int, n)
	at[0] = 6
	for i := 1; i < n; i++ {
		at[i] = last - (n-1-i)*step
	}
	return at
}

// qrWords is how many codewords a version holds: its modules without those of
// the patterns (three finders with their separators, timing, alignment, format
// and version), by eights.
func qrWords(version int) int {
	side := qrSide(version)
	modules := side*side - 3*64 - 2*(side-16) - 31
	if n := len(qrAligned(version)); n > 0 {
		modules -= 25*(n*n-3) - 5*2*(n-2) // those on a timing line share five modules with it
	}
	if version >= 7 {
		modules -= 2 * 18
	}
	return modules / 8
}

// qrData is how many of them are data.
func qrData(version, level int) int {
	return qrWords(version) - int(qrCheck[level][version-1])*int(qrBlocks[level][version-1])
}
