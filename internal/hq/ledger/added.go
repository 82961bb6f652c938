package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"endcap/offers/stock"
	"endcap/sync/wire"
)

// Added returns what a marker added to the stock: its levels less the events
// that it stands for and that the ledger had before it came. Of those that
// came after it none was taken. Any other entry added what it says.
func (l *Ledger) Added(ctx context.Context, e Entry) ([]stock.Level, error) {
	if e.Fault != "" {
		return nil, nil
	}
	does, _ := meaning(e.Event) // it had a meaning when it came
	if e.Type != wire.EventsDropped {
		return does.moves, nil
	}
	under, err := list(ctx, l, "events under a marker", scanHeld, `SELECT seq, first, type, at, data, fault FROM events
		WHERE stream = (SELECT stream FROM events WHERE n=?) AND seq>=? AND seq<? ORDER BY seq DESC`, e.N, e.First, e.Seq)
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", e.N, err)
	}
	sum, below := stock.Ledger{}, e.Seq
	add(sum, does.moves, 1)
	for _, h := range under {
		if h.seq >= below || h.faulty != "" {
			continue
		}
		if below = h.seq; h.first > 0 {
			below = h.first // a marker has what is under it
		}
		does, _ := meaning(wire.Event{Type: wire.Type(h.kind), Data: json.RawMessage(h.data)}) // so had they
		add(sum, does.moves, -1)
	}
	return sum.Levels(), nil
}
