package serial

import "time"

const (
	// Unfinished is how long the line may be silent within a frame that ends
	// with a terminator. What has come by then is dropped: the rest will not.
	Unfinished = 2 * time.Second
	// chunk is how much is read at once, in bytes; the kernel keeps no more.
	chunk = 4096
)
