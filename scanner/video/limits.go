package video

import "time"

const (
	// Hold is how long a symbol must be out of sight before it counts again.
	Hold = 2 * time.Second
	// Patience is how long a code that says little is held back, so that a
	// richer one on the same thing can speak for it.
	Patience = 150 * time.Millisecond
	// maxSights bounds what is in view at once; the oldest is forgotten.
	maxSights = 64
	// votes is how many of the last voteFrames looks must have read a weak
	// symbol before it is believed.
	votes, voteFrames = 2, 3
)
