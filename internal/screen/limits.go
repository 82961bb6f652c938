package screen

import "time"

const (
	// MaxWatchers is how many /events streams one page serves at a time.
	MaxWatchers = 8
	// keepAlive is how long a stream may be silent, and how late a page
	// learns that the connection to headquarters came or went.
	keepAlive = 10 * time.Second
	// streamWait is how long a watcher may take for one view before it is
	// dropped.
	streamWait = 5 * time.Second
	// actionWait is how long a button may take. It is longer than a worn
	// card needs to make a step durable.
	actionWait = 20 * time.Second
	// maxForm is the size of a form in bytes.
	maxForm = 1 << 10
	// maxQuantity is how much of a line one form may take out.
	maxQuantity = 1_000_000
	// maxSentence is how many characters of an error are shown.
	maxSentence = 240
)
