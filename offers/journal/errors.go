package journal

import "errors"

// ErrFull is returned when there is no room to keep a step and its events.
// Nothing of the step was written: nothing more can be sold or moved here
// until headquarters has taken what waits, or somebody makes room.
var ErrFull = errors.New("there is no room to keep what happens: connect to headquarters or make room on the disk; until then customers pay at the till")
