package imagefile

import "time"

const (
	// Every is how often the folder is looked at, where New is not told.
	Every = 50 * time.Millisecond
	// MaxEntries is how many entries of the folder are known at a time. Those
	// beyond are warned about and wait until others are taken away.
	MaxEntries = 4096
	// settled is how long after its last change the folder is still listed
	// each time, because a clock may give two changes the same time.
	settled = 2 * time.Second
)
