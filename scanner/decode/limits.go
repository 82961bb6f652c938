package decode

// What Read may do with one picture.
const (
	// maxSuspects bounds the places of one family that are looked at again.
	maxSuspects = 6
	// minAgain is how many pixels may be looked at again however small the
	// picture is: the smallest have modules of one pixel.
	minAgain = 1 << 15
)
