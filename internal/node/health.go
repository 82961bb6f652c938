package node

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"endcap/device"
	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/sync/wire"
)

// news is what headquarters was told of the parts of the device, and when.
type news struct {
	told map[string]device.Health // by part
	at   map[string]time.Time
}

func newNews() news { return news{map[string]device.Health{}, map[string]time.Time{}} }

// due returns the lines that headquarters shall be told: of a part whose state
// changed, or that is not well in another way than it was, but of each at most
// one a minute, the newest.
func (n news) due(lines []device.Health, now time.Time) (due []device.Health) {
	for _, l := range lines {
		was, known := n.told[l.Part]
		changed := !known || l.State != was.State || l.State != device.Well && plain(l.Text) != plain(was.Text)
		if changed && now.Sub(n.at[l.Part]) >= tellHealth {
			n.told[l.Part], n.at[l.Part] = l, now
			due = append(due, l)
		}
	}
	return due
}

// plain is a text without its figures: more events that wait are no news.
func plain(text string) string {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if r < '0' || r > '9' {
			out = append(out, r)
		}
	}
	return string(out)
}

// tellHealth tells headquarters how the parts are, until ctx ends.
func (s sight) tellHealth(ctx context.Context) error {
	n := newNews()
	tick := time.NewTicker(lookHealth)
	defer tick.Stop()
	for {
		err := s.tell(ctx, n.due(s.health(), time.Now()))
		if errors.Is(err, store.ErrBroken) {
			return err // only a new start mends it
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrFull) {
			s.log.Warn("headquarters is not told how the parts are", slog.Any("error", err))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// tell keeps an event for each line, but not the last of the room for it.
func (s sight) tell(ctx context.Context, lines []device.Health) error {
	if len(lines) == 0 {
		return nil
	}
	var events []wire.Event
	for _, l := range lines {
		events = append(events, wire.NewEvent(wire.HealthChanged, s.clock.now(), l))
	}
	return s.store.Do(ctx, journal.Step{Events: events})
}
