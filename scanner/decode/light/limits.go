package light

// What a picture file may ask of us.
const (
	// MaxFileBytes is the largest picture file that Load reads: 64 MiB.
	MaxFileBytes = 64 << 20
	// MaxPixels is the largest picture that Load decodes: 40 megapixels. It is
	// checked on the header, before a pixel is decoded.
	MaxPixels = 40_000_000
	// MinSide is the smallest width and height, in pixels, that a Frame looks at.
	// Load also accepts strips, of which only the longer side has as many.
	MinSide = 8
	// maxPGMHeader bounds the header of a PGM, comments included.
	maxPGMHeader = 4096
)

// minSwing is the least difference in grey that makes an edge.
const minSwing = 8
