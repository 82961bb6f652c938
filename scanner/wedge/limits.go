package wedge

import "time"

const (
	// Unfinished is how long the keys may rest within a scan that ends with
	// Enter or Tab. What has come by then is dropped: the rest will not come.
	Unfinished = 2 * time.Second
	// MaxScans is how many scans a second are believed. No hand makes more.
	MaxScans = 20
	// maxCode is how many digits of a character's number are typed with Alt.
	maxCode = 4
	// batch is how many events are read at once; the kernel keeps no more.
	batch = 64
)
