package decode

// What a picture file may ask of us.
const (
	// MaxFileBytes is the largest picture file that Load reads: 64 MiB.
	MaxFileBytes = 64 << 20
	// MaxPixels is the largest picture that Load decodes: 40 megapixels. It is
	// checked on the header, before a pixel is decoded.
	MaxPixels = 40_000_000
	// MinSide is the smallest width and height, in pixels, that Load accepts.
	MinSide = 8
)

// What one call of Read may do and return.
const (
	// maxSymbols bounds the symbols that one picture gives.
	maxSymbols = 16
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
