package decode

// What Read may do with one picture.
const (
	// maxSuspects bounds the places of one family that are looked at again.
	maxSuspects = 6
	// maxView bounds the sides, in pixels, of what is looked at again.
	maxView = 1600
)
