package inbox

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// chunks returns n chunks named 1, 2, 3, ...
func chunks(n int) []wire.Chunk {
	out := make([]wire.Chunk, n)
	for i := range out {
		out[i] = wire.Chunk{SHA256: fmt.Sprint(i + 1), Len: 10, Raw: 20}
	}
	return out
}

func book(version uint64) wire.Manifest { return wire.Manifest{Version: version} }

type step struct {
	after time.Duration
	e     Event
	want  Effect
}

func run(t *testing.T, steps []step) State {
	t.Helper()
	s := State{book: book(3), wait: firstWait}
	now := noon
	for i, st := range steps {
		now = now.Add(st.after)
		var got Effect
		s, got = s.On(st.e, now)
		if d := cmp.Diff(got, st.want); d != "" {
			t.Fatalf("step %d, %+v:\n%s", i+1, st.e, d)
		}
	}
	return s
}

// head and tick come to a device that has book 3.
func head(v uint64) Event { return Head{Manifest: book(v), Book: book(3)} }

var tick = Tick{Book: book(3)}

// later is a book that comes into force eight hours after noon.
func later(v uint64) wire.Manifest {
	return wire.Manifest{Version: v, Made: noon, NotBefore: noon.Add(8 * time.Hour)}
}

func lookAt(m wire.Manifest) Effect { return Effect{Look: &m} }
func look(v uint64) Effect          { m := book(v); return Effect{Look: &m} }
func swtch(v uint64) Effect         { m := book(v); return Effect{Switch: &m} }
func came(name string) Event        { return Came{name, 10} }

func TestState_DecidesWhatToFetchAndWhenToSwitch(t *testing.T) {
	three := []string{"1", "2", "3"}
	unreadable, full := errors.New("unreadable"), fmt.Errorf("keep chunk 1: %w", ErrNoRoom)
	for name, c := range map[string]struct {
		steps []step
		book  uint64
		fault string
	}{
		"fetches what is missing, then switches": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{Chunks: chunks(3)}, Effect{Ask: three}},
			{0, came("2"), Effect{}},
			{0, came("1"), Effect{}},
			{0, came("3"), look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Switched{}, Effect{}},
		}, 4, ""},
		"asks in small sets": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{Chunks: chunks(9)}, Effect{Ask: []string{"1", "2", "3", "4", "5", "6", "7", "8"}}},
			{0, came("9"), Effect{}}, // not asked for yet
			{0, came("1"), Effect{}},
			{0, came("2"), Effect{}},
			{0, came("3"), Effect{}},
			{0, came("4"), Effect{}},
			{0, came("5"), Effect{}},
			{0, came("6"), Effect{}},
			{0, came("7"), Effect{}},
			{0, came("8"), Effect{Ask: []string{"9"}}},
			{0, came("9"), look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Switched{}, Effect{}},
		}, 4, ""},
		"switches at once when everything is here": {[]step{
			{0, head(4), look(4)}, {0, Lacks{}, swtch(4)}, {0, Switched{}, Effect{}},
		}, 4, ""},
		"passes over what is not newer": {[]step{
			{0, head(3), Effect{}}, {0, head(2), Effect{}},
		}, 3, ""},
		"turns to a newer book while it fetches": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{Chunks: chunks(3)}, Effect{Ask: three}},
			{0, head(4), Effect{}},
			{0, head(5), look(5)},
			{0, Lacks{Chunks: chunks(1)}, Effect{Ask: []string{"1"}}},
			{0, came("1"), look(5)},
			{0, Lacks{}, swtch(5)},
			{0, Switched{}, Effect{}},
		}, 5, ""},
		"asks again for what does not come, later each time": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{Chunks: chunks(3)}, Effect{Ask: three}},
			{0, came("2"), Effect{}},
			{14 * time.Second, tick, Effect{}},
			{1 * time.Second, tick, Effect{Ask: []string{"1", "3"}}},
			{29 * time.Second, tick, Effect{}},
			{1 * time.Second, tick, Effect{Ask: []string{"1", "3"}}},
		}, 3, "2 chunks are missing and do not come"},
		"keeps the old book when one is refused": {[]step{
			{0, Refused{wire.ErrSignature}, Effect{}},
		}, 3, "signature does not fit"},
		"tries three times, then leaves it alone until a newer one comes": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Failed{unreadable}, Effect{}},
			{15 * time.Second, tick, look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Failed{unreadable}, Effect{}},
			{29 * time.Second, tick, Effect{}},
			{1 * time.Second, tick, look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Failed{unreadable}, Effect{}},
			{time.Hour, tick, Effect{}},
			{0, head(4), Effect{}},
		}, 3, "book 4 could not be put in force: unreadable; book 3 stays; it is left alone"},
		"tries a full disk until there is room, more and more seldom": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{Chunks: chunks(1)}, Effect{Ask: []string{"1"}}},
			{0, Failed{full}, Effect{}},
			{15 * time.Second, tick, look(4)},
			{0, Failed{full}, Effect{}},
			{30 * time.Second, tick, look(4)},
			{0, Failed{full}, Effect{}},
			{time.Minute, tick, look(4)},
			{0, Failed{full}, Effect{}},
			{2 * time.Minute, tick, look(4)},
			{0, Failed{full}, Effect{}},
			{4 * time.Minute, tick, look(4)},
			{0, Failed{full}, Effect{}},
			{5 * time.Minute, tick, look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Switched{}, Effect{}},
		}, 4, ""},
		"takes a newer one after that": {[]step{
			{0, head(4), look(4)},
			{0, Failed{unreadable}, Effect{}},
			{time.Minute, tick, look(4)},
			{0, Failed{unreadable}, Effect{}},
			{time.Minute, tick, look(4)},
			{0, Failed{unreadable}, Effect{}},
			{0, head(5), look(5)},
			{0, Lacks{}, swtch(5)},
			{0, Switched{}, Effect{}},
		}, 5, ""},
		"leaves a book alone at once that failed before a restart": {[]step{
			{0, head(4), look(4)},
			{0, Failed{fmt.Errorf("book 4: %w", ErrAlone)}, Effect{}},
			{time.Hour, tick, Effect{}},
			{0, head(5), look(5)},
			{0, Lacks{}, swtch(5)},
			{0, Switched{}, Effect{}},
		}, 5, ""},
		"fetches the index, then what it names": {[]step{
			{0, head(4), look(4)},
			{0, Lacks{Chunks: chunks(1)}, Effect{Ask: []string{"1"}}},
			{0, came("1"), look(4)},
			{0, Lacks{Chunks: chunks(3)[1:]}, Effect{Ask: []string{"2", "3"}}},
			{0, came("3"), Effect{}},
			{0, came("2"), look(4)},
			{0, Lacks{}, swtch(4)},
			{0, Switched{}, Effect{}},
		}, 4, ""},
		"holds a whole book until its time, by the device's clock": {[]step{
			{0, Head{later(4), book(3)}, lookAt(later(4))},
			{0, Lacks{Chunks: chunks(1), At: noon}, Effect{Ask: []string{"1"}}},
			{0, came("1"), lookAt(later(4))},
			{0, Lacks{At: noon}, Effect{}},
			{4 * time.Minute, tick, Effect{}},
			{time.Minute, tick, lookAt(later(4))},
			{0, Lacks{At: noon.Add(8*time.Hour - 30*time.Second)}, Effect{}},
			{29 * time.Second, tick, Effect{}},
			{time.Second, tick, lookAt(later(4))},
			{0, Lacks{At: noon.Add(8 * time.Hour)}, Effect{Switch: new(later(4))}},
			{0, Switched{}, Effect{}},
		}, 4, ""},
		"holds it no longer than it was to wait, though the clock stands still": {[]step{
			{0, Head{later(4), book(3)}, lookAt(later(4))},
			{0, Lacks{}, Effect{}},
			{8 * time.Hour, tick, lookAt(later(4))},
			{0, Lacks{}, Effect{Switch: new(later(4))}},
			{0, Switched{}, Effect{}},
		}, 4, ""},
		"drops a book that waits for one that does not": {[]step{
			{0, Head{later(4), book(3)}, lookAt(later(4))},
			{0, Lacks{At: noon}, Effect{}},
			{0, head(5), look(5)},
			{0, Lacks{At: noon}, swtch(5)},
			{0, Switched{}, Effect{}},
		}, 5, ""},
		"fetches a book again that was found damaged": {[]step{
			{0, head(3), Effect{}},
			{5 * time.Minute, tick, Effect{}},
			{5 * time.Minute, Tick{}, look(3)},
			{0, Lacks{}, swtch(3)},
			{0, Switched{}, Effect{}},
			{5 * time.Minute, tick, Effect{}},
		}, 3, ""},
		"follows into a new epoch, whatever the version": {[]step{
			{0, Head{wire.Manifest{Epoch: 1, Version: 2}, book(3)}, Effect{Look: &wire.Manifest{Epoch: 1, Version: 2}}},
			{0, Lacks{}, Effect{Switch: &wire.Manifest{Epoch: 1, Version: 2}}},
			{0, Switched{}, Effect{}},
			{0, Head{book(9), wire.Manifest{Epoch: 1, Version: 2}}, Effect{}},
		}, 2, ""},
		"tells of another book under the same number": {[]step{
			{0, Head{wire.Manifest{Version: 3, Root: wire.Root{1}}, book(3)}, Effect{}},
		}, 3, "another book under the number of the one in force, 3"},
		"asks nothing of nobody": {[]step{
			{0, came("1"), Effect{}}, {0, tick, Effect{}}, {0, Failed{unreadable}, Effect{}}, {0, Lacks{}, Effect{}},
		}, 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := run(t, c.steps)
			if s.book.Version != c.book {
				t.Errorf("got book %d, want %d", s.book.Version, c.book)
			}
			if got := s.Fault(); !strings.Contains(got, c.fault) || (c.fault == "") != (got == "") {
				t.Errorf("got fault %q, want %q in it", got, c.fault)
			}
		})
	}
}
