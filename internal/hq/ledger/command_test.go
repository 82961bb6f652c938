package ledger

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

func (l *Ledger) order(t testing.TB, kind string, now time.Time) wire.Command {
	t.Helper()
	c, err := l.Command(t.Context(), cart7, Order{Kind: kind, Args: json.RawMessage(`{"n":1}`), For: 10 * time.Minute}, now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (l *Ledger) wantWaiting(t testing.TB, now time.Time, want ...uint64) {
	t.Helper()
	list, _, err := l.Waiting(t.Context(), cart7, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []uint64
	for _, c := range list {
		got = append(got, c.Number)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("waiting: %s", diff)
	}
}

// done is the result of a command as event seq of stream ctl.
func (l *Ledger) done(t testing.TB, seq uint64, r wire.CommandResult) {
	t.Helper()
	e := wire.NewEvent(wire.CommandDone, noon, r)
	e.Seq = seq
	if upto, bad := l.mustAppend(t, wire.Batch{From: cart7, Stream: wire.Control, Incarnation: inc, Events: []wire.Event{e}}); upto != seq || bad != nil {
		t.Errorf("got %d, dead letters %d", upto, bad)
	}
}

func TestCommand_IsSentUntilItsOutcomeIsKnown(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		if _, err := l.Command(t.Context(), cart7, Order{Kind: "blink", For: time.Minute}, noon); !errors.Is(err, ErrNoDevice) {
			t.Errorf("to nobody: got %v", err)
		}
		h := hello(inc, 1)
		l.says(t, h, noon)
		first, second := l.order(t, "blink", noon), l.order(t, "unlock", noon)
		if first.Number != 1 || second.Number != 2 || first.ID == second.ID {
			t.Errorf("got %+v and %+v", first, second)
		}
		l.wantWaiting(t, noon, 1, 2)
		if list, nonce, _ := l.Waiting(t.Context(), cart7, noon); nonce != h.Nonce || !cmp.Equal(list[0].Command, first) {
			t.Errorf("got %+v with %q, want it as it was given: %s", list[0], nonce, cmp.Diff(list[0].Command, first))
		}
		who, err := l.Commanded(t.Context(), 0)
		if err != nil || len(who) != 1 || who[0].Address != cart7 {
			t.Errorf("got %+v (%v)", who, err)
		}
		if err := l.Sent(t.Context(), cart7, 2, noon); err != nil {
			t.Fatal(err)
		}
		if who, _ := l.Commanded(t.Context(), 0); len(who) != 0 {
			t.Errorf("got %+v, want nobody", who)
		}
		l.wantWaiting(t, noon, 1, 2) // what was sent may not have come
		l.done(t, 1, wire.CommandResult{ID: first.ID, Number: 1, Kind: "blink", Outcome: wire.Done, Text: "blinked"})
		l.wantWaiting(t, noon, 2)
		h.Session, h.Command = 2, 2
		l.says(t, h, noon)
		l.wantWaiting(t, noon) // taken; its outcome comes
		if c, err := l.Given(t.Context(), second.ID); err != nil || !c.State.Open() {
			t.Errorf("got %+v (%v)", c, err)
		}
		l.done(t, 2, wire.CommandResult{ID: second.ID, Number: 2, Kind: "unlock", Outcome: wire.Refused, Text: "no lock\x00"})
		c, err := l.Given(t.Context(), second.ID)
		if err != nil || c.State != "refused" || c.Text != "no lock\ufffd" {
			t.Errorf("got %+v (%v)", c, err)
		}
		if list, err := l.Commands(t.Context(), cart7); err != nil || len(list) != 2 || list[1].State != "done" {
			t.Errorf("got %+v (%v)", list, err)
		}
	})
}

func TestCommand_OfAnAwayLateOrCopiedDeviceIsNotSent(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.says(t, hello(inc, 1), noon)
		l.order(t, "blink", noon)
		if err := l.Status(t.Context(), cart7, wire.Status{Session: 1, Incarnation: inc}, noon); err != nil {
			t.Fatal(err)
		}
		l.wantWaiting(t, noon)
		l.says(t, hello(second, 2), noon)
		l.wantWaiting(t, noon, 1)
		l.says(t, hello(inc, 3), noon.Add(time.Minute)) // a twin
		l.wantWaiting(t, noon)
		l.says(t, hello(second, 4), noon.Add(2*time.Minute))
		last := l.order(t, "again", noon.Add(2*time.Minute))
		l.wantWaiting(t, noon.Add(11*time.Minute), 2)
		list, err := l.Commands(t.Context(), cart7)
		if err != nil || list[1].State != CommandExpired || list[0].State != CommandWaiting {
			t.Errorf("got %+v (%v), want the first to be too late", list, err)
		}
		// It had been taken after all: what the device says counts.
		l.done(t, 1, wire.CommandResult{ID: list[1].ID, Number: 1, Kind: "blink", Outcome: wire.Done})
		if c, _ := l.Given(t.Context(), list[1].ID); c.State != "done" {
			t.Errorf("got %+v", c)
		}
		_ = last
	})
}

func TestCommand_OfALedgerPutBackGoesAboveWhatTheDeviceTook(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.says(t, hello(inc, 1), noon)
		l.order(t, "blink", noon)
		h := hello(inc, 2)
		h.Command = 8
		l.says(t, h, noon)
		l.wantWaiting(t, noon) // the device took another with this number
		if c := l.order(t, "blink", noon); c.Number != 9 {
			t.Errorf("got number %d, want 9", c.Number)
		}
		l.wantWaiting(t, noon, 9)
	})
}

func TestCommand_ResultsNobodyAskedForAreKeptAsEvents(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.done(t, 1, wire.CommandResult{ID: "unknown", Number: 7, Kind: "blink", Outcome: wire.Done})
		if n, err := l.Count(t.Context(), cart7, wire.Control, inc); err != nil || n != 1 {
			t.Errorf("got %d (%v)", n, err)
		}
		if _, err := l.Given(t.Context(), "unknown"); !errors.Is(err, ErrNoCommand) {
			t.Errorf("got %v", err)
		}
		dead := wire.Event{Seq: 2, Type: wire.CommandDone, At: noon, Data: json.RawMessage(`{"id":""}`)}
		if _, bad := l.mustAppend(t, wire.Batch{From: cart7, Stream: wire.Control, Incarnation: inc, Events: []wire.Event{dead}}); len(bad) != 1 {
			t.Errorf("got %d, want a dead letter", bad)
		}
	})
}

func TestCommand_ThatCannotTravelIsRefused(t *testing.T) {
	l := openTemp(t)
	l.says(t, hello(inc, 1), noon)
	for name, o := range map[string]Order{
		"no kind": {For: time.Minute}, "no time": {Kind: "x"}, "no JSON": {Kind: "x", For: time.Minute, Args: json.RawMessage("{")},
		"too long": {Kind: "x", For: time.Minute, Args: make(json.RawMessage, wire.MaxArgs+1)},
	} {
		if _, err := l.Command(t.Context(), cart7, o, noon); !errors.Is(err, wire.ErrMalformed) && !errors.Is(err, wire.ErrTooLarge) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if c := l.order(t, "blink", noon); c.Number != 1 {
		t.Errorf("got number %d, want the first", c.Number)
	}
}
