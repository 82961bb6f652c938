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

const (
	// SmallPicture is how many pixels a picture has at most whose modules may be
	// as small as a pixel: one that was drawn. No camera makes a larger one as
	// sharp.
	SmallPicture = 512 * 512
	// maxChanges is how many of the 64 pixels of a block may differ from the one
	// beside them, and from the one above, before it is noise: of noise half do,
	// of modules of two pixels a quarter.
	maxChanges = 18
)
