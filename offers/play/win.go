package play

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrWin is returned when an instant win cannot be drawn.
var ErrWin = errors.New("play: not an instant win")

// Win is the instant win of an offer, as it is published.
type Win struct {
	Commit Commit `json:"commit"`
	Chance int64  `json:"chance"` // of a Million
}

// Check says what is wrong with it.
func (w Win) Check() error {
	switch {
	case w.Commit == Commit{}:
		return fmt.Errorf("%w: it has no commit; make a master and publish its SHA-256", ErrWin)
	case w.Chance < 1 || w.Chance > Million:
		return fmt.Errorf("%w: a chance of %d; it is 1 to %d of a million", ErrWin, w.Chance, Million)
	}
	return nil
}

// Draw tells whether a basket wins on the device with this seed. The same
// basket draws the same, however often it is priced.
func (w Win) Draw(seed Secret, basket string) bool {
	sum := seed.mac("endcap/win/draw/1", basket)
	// 2^64 is so much more than a million that the rest favours no number by
	// more than one part in 10^13.
	return int64(binary.BigEndian.Uint64(sum[:8])%Million) < w.Chance
}
