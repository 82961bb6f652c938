package sim

import (
	"fmt"
	"slices"
	"time"

	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// fact is what one event tells of, under a name that it carries.
type fact struct {
	id     string
	stream wire.Stream
	moves  *stock.Movement
	sale   *basket.Sale
}

// step is one thing that happened at a device. What is in it is never changed.
type step struct {
	journal.Step
	tell  []wire.Event // in the place of a step
	facts []fact
}

// truth is what has happened at a device, as far as its memory reaches: what
// was acknowledged to its callers, and nothing else.
type truth struct {
	steps   []*step
	maybe   []*step // the power went before the answer came
	refused []*step // an answer said that it has not happened
}

func (t truth) clone() truth {
	return truth{slices.Clone(t.steps), slices.Clone(t.maybe), slices.Clone(t.refused)}
}

// stock is what all movements add up to.
func (t truth) stock() stock.Ledger {
	sums := stock.Ledger{}
	for _, s := range t.steps {
		for _, m := range s.Moves {
			sums.Add(m)
		}
	}
	return sums
}

// moveID is the name of a movement: its device's own, told by its nanoseconds,
// which no clock of a device shows.
func moveID(place string, at time.Time) string {
	return fmt.Sprintf("%s/%d", place, at.UnixNano())
}
