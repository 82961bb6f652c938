package decode

// What Read may do with one picture.
const (
	// lineCount is about how many lines are read across and down a picture.
	lineCount = 32
	// minVotes is how many lines must say the same to be believed.
	minVotes = 3
	// maxWindows bounds the places on a line where a symbol is tried.
	maxWindows = 16
	// maxSuspects bounds the places of one family that are looked at again.
	maxSuspects = 6
	// maxView bounds the sides, in pixels, of what is looked at again.
	maxView = 1600
)
