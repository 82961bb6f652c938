package decode

// What a picture file may ask of us.
const (
	// MaxFileBytes is the largest picture file that Load reads: 64 MiB.
	MaxFileBytes = 64 << 20
	// MaxPixels is the largest picture that Load decodes: 40 megapixels. It is
	// checked on the header, before a pixel is decoded.
	MaxPixels = 40_000_000
	// MinSide is the smallest width and height, in pixels, that Load accepts
	// and Read looks at.
	MinSide = 8
	// maxPGMHeader bounds the header of a PGM, comments included.
	maxPGMHeader = 4096
)

// What Read may do with one picture.
const (
	// lineCount is about how many lines are read across and down a picture.
	lineCount = 32
	// minVotes is how many lines must say the same to be believed.
	minVotes = 3
	// minSwing is the least difference in grey that makes an edge.
	minSwing = 8
	// maxWindows bounds the places on a line where a symbol is tried.
	maxWindows = 16
	// maxRegions bounds the regions where a Data Matrix is tried.
	maxRegions = 8
	// minFinders is how many finder patterns there must be for a QR code to be
	// tried.
	minFinders = 3
	// minHalf is the least width and height of a picture that is worth a look
	// at half its size.
	minHalf = 64
)

// What may be written.
const (
	// MaxText is the longest text, in bytes, that QR and DataMatrix write.
	MaxText = 1500
	// maxGS1128 is the longest element string of a GS1-128 symbol, separators
	// not counted (GenSpecs 5.4.1: 48 data characters).
	maxGS1128 = 48
	// maxPictureSide bounds the width and height of Picture, in pixels.
	maxPictureSide = 8192
)
