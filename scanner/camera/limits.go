package camera

import "time"

// What a camera is asked for where Options do not say otherwise.
const (
	// Width and Height are the size of a frame in pixels; the nearest that the
	// camera has is taken.
	Width, Height = 1280, 960
	// Rate is how many frames a second it shall give at most; half of them are
	// enough.
	Rate = 15
)

// What a camera may do.
const (
	// MaxPixels is the largest frame that is taken: 12 megapixels.
	MaxPixels = 12_000_000
	maxList   = 128 // formats, sizes and rates that are listed of one camera
	maxBytes  = 4 * MaxPixels
	buffers   = 4 // one is read, one waits to be read, two are filled

	silence  = 3 * time.Second        // without a frame, and the camera is started anew
	slice    = 200 * time.Millisecond // of waiting for a frame, before the context is looked at
	keepWait = 10 * time.Second       // for a frame with a symbol, when a technician asks for one
	minBlock = 16                     // pixels of a side, of what is blurred to one grey
	blocks   = 40                     // or so many across a frame
	measure  = 5 * time.Second        // the span that a Pace is taken over
)
