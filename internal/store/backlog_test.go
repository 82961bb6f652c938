package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// goods returns movements as a shop makes them: few hundred products, lots,
// times that go on.
func movements(r *rand.Rand, n int) []stock.Movement {
	out := make([]stock.Movement, n)
	for i := range out {
		out[i] = stock.Movement{
			GTIN: product(r.Uint64N(200)), Lot: fmt.Sprintf("L%04d", r.IntN(300)), Place: "A3-" + fmt.Sprint(r.IntN(12)),
			Quantity: r.Int64N(5) - 2, Cause: stock.Picked, At: noon.Add(time.Duration(i)*1300*time.Millisecond + time.Duration(r.IntN(1000))*time.Millisecond),
		}
		if out[i].Quantity == 0 {
			out[i].Quantity = 3
		}
	}
	return out
}

// idle waits until the backlog is tended to: what has to be packed is, and
// nothing moves any more.
func idle(t testing.TB, s *Store) {
	t.Helper()
	was := s.mark.Load().tracks
	for quiet, began := 0, time.Now(); quiet < 10; quiet++ {
		time.Sleep(3 * time.Millisecond)
		now := s.mark.Load().tracks
		todo := now != was || len(s.tend.wish) > 0
		for _, tr := range now {
			todo = todo || tr.next-1-max(tr.safe, tr.sealed) >= 2*sealEvents
		}
		if todo {
			was, quiet = now, 0
		}
		if time.Since(began) > time.Minute {
			t.Fatal("the backlog is not tended to")
		}
	}
}

// keep keeps a step as soon as the backlog leaves room for it.
func keep(t testing.TB, s *Store, step journal.Step) {
	t.Helper()
	for began := time.Now(); time.Since(began) < time.Minute; {
		err := s.Do(t.Context(), step)
		if err == nil {
			return
		}
		if !errors.Is(err, ErrFull) {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the backlog makes no room")
}

// carry decodes what travels of a stream, from its watermark on.
func carry(t testing.TB, s *Store, stream wire.Stream) (all []wire.Event) {
	t.Helper()
	_, after := s.Standing(stream)
	for {
		p, err := s.Batch(stream, after)
		if err != nil {
			t.Fatal(err)
		}
		if p.Last == 0 {
			return all
		}
		b, err := wire.DecodeBatch(p.Payload)
		if err != nil {
			t.Fatal(err)
		}
		all, after = append(all, b.Events...), p.Last
	}
}

func TestBacklog_IsPackedAndTravelsAsItWas(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	moves := movements(rand.New(rand.NewPCG(1, 1)), 5000)
	for part := 0; part < len(moves); part += 500 {
		do(t, s, journal.Step{Moves: moves[part : part+500]})
	}
	idle(t, s)
	tr := s.mark.Load().tracks[wire.Goods.Rank()]
	if tr.sealed < 3200 {
		t.Fatalf("packed up to %d of 5000", tr.sealed)
	}
	got := carry(t, s, wire.Goods)
	if len(got) != len(moves) {
		t.Fatalf("%d events travel, want %d", len(got), len(moves))
	}
	for i, e := range got {
		var m stock.Movement
		if err := json.Unmarshal(e.Data, &m); err != nil || e.Seq != uint64(i)+1 || cmp.Diff(m, moves[i]) != "" {
			t.Fatalf("event %d travels as %d %s: %v", i+1, e.Seq, e.Data, err)
		}
	}
	// In the middle of a packed batch, across packs, and all.
	for _, upto := range []uint64{50, 801, 3333, 5000} {
		if err := s.Forget(t.Context(), wire.Goods, upto); err != nil {
			t.Fatal(err)
		}
		got := carry(t, s, wire.Goods)
		if want := int(5000 - upto); len(got) < want || len(got) > want+wire.MaxBatch {
			t.Errorf("after forgetting up to %d, %d events travel, want %d", upto, len(got), want)
		}
	}
	if tr := s.mark.Load().tracks[wire.Goods.Rank()]; tr.bytes != 0 || tr.safe != 5000 {
		t.Errorf("when all is forgotten: %+v", tr)
	}
}

// Months of telemetry go; its numbers are told of.
func TestBacklog_TelemetryIsDroppedFirstAndSaidToBe(t *testing.T) {
	s := open(t, t.TempDir(), Options{MaxSize: 2 << 20})
	r := rand.New(rand.NewPCG(1, 2))
	const made = 60_000
	for n := 0; n < made; {
		var step journal.Step
		for range 500 {
			step.Events = append(step.Events, wire.NewEvent(wire.HealthChanged, noon, map[string]any{"part": r.Uint64(), "text": r.Uint64()}))
		}
		keep(t, s, step)
		n += 500
	}
	keep(t, s, journal.Step{Events: []wire.Event{note("money")}})
	idle(t, s)
	wantRun(t, carry(t, s, wire.Telemetry), made, func(d wire.Dropped) uint64 {
		n := uint64(0)
		for _, tally := range d.Types {
			n += tally.Count
		}
		return n
	})
	if got := carry(t, s, wire.Money); len(got) != 1 {
		t.Errorf("%d events of money, want 1", len(got))
	}
}

// wantRun proves that the numbers 1 to made are each an event or stood for by
// a marker that counts them.
func wantRun(t testing.TB, events []wire.Event, made uint64, count func(wire.Dropped) uint64) (markers int) {
	t.Helper()
	next := uint64(1)
	for _, e := range events {
		if e.FirstSeq() != next {
			t.Fatalf("event %d comes where %d should be", e.FirstSeq(), next)
		}
		if e.Type == wire.EventsDropped {
			var d wire.Dropped
			if err := json.Unmarshal(e.Data, &d); err != nil {
				t.Fatal(err)
			}
			if got, want := count(d), e.Seq-e.First+1; got > 0 && got != want {
				t.Fatalf("the marker of %d to %d counts %d events", e.First, e.Seq, got)
			}
			markers++
		}
		next = e.Seq + 1
	}
	if next != made+1 {
		t.Fatalf("the last is %d, want %d", next-1, made)
	}
	return markers
}

func TestBacklog_GoodsAreSummedUpWhenRoomIsShort(t *testing.T) {
	s := open(t, t.TempDir(), Options{MaxSize: 3 << 20})
	s.state.NoSync = true
	r := rand.New(rand.NewPCG(1, 3))
	want := stock.Ledger{}
	made := uint64(0)
	for range 200 {
		moves := movements(r, 500)
		for i := range moves {
			moves[i].Lot, moves[i].GTIN = "", product(r.Uint64N(20))
		}
		keep(t, s, journal.Step{Moves: moves})
		for _, m := range moves {
			want.Add(m)
		}
		made += 500
	}
	idle(t, s)
	events, got := carry(t, s, wire.Goods), stock.Ledger{}
	markers := wantRun(t, events, made, func(d wire.Dropped) (n uint64) {
		for _, tally := range d.Types {
			n += tally.Count
		}
		return n
	})
	for _, e := range events {
		if e.Type == wire.EventsDropped {
			var d wire.Dropped
			_ = json.Unmarshal(e.Data, &d) // wantRun has
			for _, l := range d.Levels {
				got.AddLevel(l)
			}
			continue
		}
		var m stock.Movement
		if err := json.Unmarshal(e.Data, &m); err != nil {
			t.Fatal(err)
		}
		got.Add(m)
	}
	if diff := cmp.Diff(got.Levels(), want.Levels()); diff != "" || markers == 0 {
		t.Errorf("%d markers; sums (-got +want):\n%s", markers, diff)
	}
	if n := fileBytes(s.dir, StateFile); n > 3<<20+reserve {
		t.Errorf("state.db has grown to %d bytes", n)
	}
	t.Logf("%d events in %d records of %d bytes", made, len(events), s.Stats().Streams[wire.Goods.Rank()].Bytes)
}

// Headquarters may have had a part of what was summed up meanwhile: its
// watermark then stands within a marker. Tending that has to end.
func TestBacklog_MarkerHalfSafeIsSummedUpOnce(t *testing.T) {
	s, made := open(t, t.TempDir(), Options{}), uint64(0)
	s.state.NoSync = true
	fold := func() {
		t.Helper()
		for range 4 * sealEvents / 500 {
			moves := make([]stock.Movement, 500)
			for i := range moves {
				moves[i] = pick(uint64(i%3), 1)
			}
			keep(t, s, journal.Step{Moves: moves})
			made += 500
		}
		idle(t, s)
		for range 10 {
			if more, err := s.fold(t.Context(), wire.Goods); err != nil {
				t.Fatal(err)
			} else if !more {
				return
			}
		}
		t.Fatal("it finds no end")
	}
	fold()
	if err := s.Forget(t.Context(), wire.Goods, 25); err != nil {
		t.Fatal(err)
	}
	s.tend.folded[wire.Goods.Rank()] = 0 // as opening it again does
	fold()
	events := carry(t, s, wire.Goods)
	if last := events[len(events)-1]; events[0].First != 1 || last.Seq != made {
		t.Errorf("got %d to %d in %d records, want 1 to %d", events[0].First, last.Seq, len(events), made)
	}
}

// A store put back to an older copy, or copied to a second device, gives no
// number to two events: each opening numbers its own.
func TestStore_ACopyNeverReusesANumber(t *testing.T) {
	whole, copied := t.TempDir(), t.TempDir()
	s, err := Open(whole, Options{Address: cart})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, journal.Step{Events: []wire.Event{note("before")}})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(whole, StateFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(copied, StateFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for name, dir := range map[string]string{"the device": whole, "its copy": copied} {
		s := open(t, dir, Options{})
		do(t, s, journal.Step{Events: []wire.Event{note(name)}})
		_, after := s.Standing(wire.Money)
		for {
			p, err := s.Batch(wire.Money, after)
			if err != nil {
				t.Fatal(err)
			}
			if p.Last == 0 {
				break
			}
			b, _ := wire.DecodeBatch(p.Payload)
			for _, e := range b.Events {
				key := fmt.Sprint(b.Incarnation, " ", e.Seq)
				if old, ok := seen[key]; ok && old != string(e.Data) {
					t.Errorf("%s says %s and %s", key, old, e.Data)
				}
				seen[key] = string(e.Data)
			}
			after = p.Last
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d events, want 3: %v", len(seen), seen)
	}
}

func TestBacklog_WhatTheCardForgotIsSaidToBeLost(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	do(t, s, journal.Step{Moves: movements(rand.New(rand.NewPCG(1, 4)), 900)})
	do(t, s, journal.Step{Moves: movements(rand.New(rand.NewPCG(1, 5)), 900)})
	idle(t, s)
	spoil := func(bucket []byte, n uint64, at int) {
		t.Helper()
		if err := s.state.Update(func(tx *bbolt.Tx) error {
			b, key := tx.Bucket(bucket), eventKey(wire.Goods.Rank(), n)
			v := append([]byte(nil), b.Get(key)...)
			v[at] ^= 4
			return b.Put(key, v)
		}); err != nil {
			t.Fatal(err)
		}
	}
	spoil(bucketEvents, 1000, 40)
	spoil(bucketEvents, 1001, 5)
	spoil(bucketSealed, 800, 100)
	events := carry(t, s, wire.Goods)
	if n := wantRun(t, events, 1800, func(wire.Dropped) uint64 { return 0 }); n != 3 {
		t.Errorf("%d markers, want 3", n)
	}
}

// BenchmarkBacklog tells what an event of a long backlog takes on the disk
// and on the wire.
func BenchmarkBacklog(b *testing.B) {
	s := open(b, b.TempDir(), Options{MaxSize: 1 << 30})
	s.state.NoSync = true
	r := rand.New(rand.NewPCG(1, 6))
	const made = 100_000
	for range made / 500 {
		do(b, s, journal.Step{Moves: movements(r, 500)})
		idle(b, s)
	}
	var wireBytes, n int
	b.ReportAllocs()
	for b.Loop() {
		wireBytes, n = 0, 0
		for after := uint64(0); ; n++ {
			p, err := s.Batch(wire.Goods, after)
			if err != nil {
				b.Fatal(err)
			}
			if p.Last == 0 {
				break
			}
			wireBytes, after = wireBytes+len(p.Payload), p.Last
		}
	}
	var used int64
	if err := s.state.View(func(tx *bbolt.Tx) error {
		st := tx.Bucket(bucketSealed).Stats()
		used = int64(st.LeafAlloc + st.BranchAlloc)
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(wireBytes)/made, "wire-B/event")
	b.ReportMetric(float64(used)/float64(s.mark.Load().tracks[wire.Goods.Rank()].sealed), "disk-B/event")
}
