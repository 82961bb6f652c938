package decode

// What Read may do with one picture.
const (
	// maxSuspects bounds the places of one family that are looked at again.
	maxSuspects = 6
)
