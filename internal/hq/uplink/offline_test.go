package uplink_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/device"
	"endcap/device/label"
	"endcap/internal/hq/ledger"
	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/broker"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// deaf is a pipe on which no acknowledgement arrives.
type deaf struct {
	session.Pipe
	heard chan wire.Message
}

func hearNoAck(p session.Pipe) session.Pipe {
	d := deaf{p, make(chan wire.Message, 16)}
	go func() {
		for {
			select {
			case m := <-p.Messages():
				if !strings.HasSuffix(m.Topic, wire.KindAck) {
					d.heard <- m
				}
			case <-p.Done():
				return
			}
		}
	}()
	return d
}

func (d deaf) Messages() <-chan wire.Message { return d.heard }

// reopen opens the store in dir.
func reopen(t *testing.T, dir string, size int64) *store.Store {
	t.Helper()
	s, err := store.Open(dir, store.Options{Address: cart7, MaxSize: size})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// entries returns what the ledger holds of some streams.
func entries(t *testing.T, l *ledger.Ledger, of ...wire.Stream) (all []ledger.Entry) {
	t.Helper()
	for n := int64(0); ; {
		page, err := l.Events(t.Context(), n, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		for _, e := range page {
			if n = e.N; slices.Contains(of, e.Stream) {
				all = append(all, e)
			}
		}
	}
}

// covered proves that each number of a stream is in the ledger once, as an
// event or under a marker that counts as many as it stands for, and that there
// are as many as were made. What headquarters had before a marker came may be
// under it too.
func covered(t *testing.T, l *ledger.Ledger, stream wire.Stream, made uint64) (markers, over int) {
	t.Helper()
	upto, total := map[string]uint64{}, uint64(0)
	for _, e := range entries(t, l, stream) {
		if e.Fault != "" {
			t.Errorf("%s %d is a dead letter: %s", stream, e.Seq, e.Fault)
		}
		was := upto[e.Incarnation]
		if e.FirstSeq() > was+1 || e.Seq <= was || e.First == 0 && e.Seq != was+1 {
			t.Fatalf("%s %d to %d comes after %d", stream, e.FirstSeq(), e.Seq, was)
		}
		if e.First > 0 {
			var d wire.Dropped
			if err := json.Unmarshal(e.Data, &d); err != nil {
				t.Fatal(err)
			}
			n := uint64(0)
			for _, of := range d.Types {
				n += of.Count
			}
			if n != e.Seq-e.First+1 {
				t.Errorf("%s: the marker of %d to %d counts %d events", stream, e.First, e.Seq, n)
			}
			if markers++; e.First <= was {
				over++
			}
		}
		total, upto[e.Incarnation] = total+e.Seq-was, e.Seq
	}
	if total != made {
		t.Errorf("%s: %d numbers are covered, %d events were made", stream, total, made)
	}
	return markers, over
}

// TestUplink_AMonthOfflineComesHomeWithItsSums fills a store that is far too
// small for what happens while nobody can be reached: telemetry is dropped,
// goods are summed up, money is kept. Before that headquarters commits a
// window of each stream of which the device never hears, so that markers
// overlap with what is in the ledger. The program is started anew halfway.
// In the end each number of each stream is an event or under a marker, every
// price shown is there once, and the goods add up.
func TestUplink_AMonthOfflineComesHomeWithItsSums(t *testing.T) {
	t.Parallel()
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	r, dir := open(t, b.Addr()), t.TempDir()
	const size = 1 << 20
	st := reopen(t, dir, size)
	chance, want, prices := rand.New(rand.NewPCG(54, 1)), stock.Ledger{}, map[string]bool{}
	month := func(steps int) {
		for range steps {
			step := journal.Step{Moves: movements(chance, 400)}
			for i := range step.Moves {
				step.Moves[i].Lot, step.Moves[i].Place = fmt.Sprintf("L%d", chance.IntN(3)), "cart-07" // few enough to be asked for at once
				want.Add(step.Moves[i])
			}
			for range 60 {
				step.Events = append(step.Events, wire.NewEvent(wire.HealthChanged, noon, device.Health{Part: fmt.Sprint(chance.Uint32()), State: device.Poor, Text: fmt.Sprint(chance.Uint64())}))
			}
			price := fmt.Sprint("A3-", len(prices))
			prices[price] = true
			step.Events = append(step.Events, wire.NewEvent(wire.LabelShown, noon, label.Shown{Label: price}))
			keep(t, st, step)
		}
	}

	month(4)
	s, end := home{broker: r.broker, around: hearNoAck}.come(t, cart7, st)
	until(t, time.Minute, "nothing arrives", func() bool {
		goods, _ := r.ledger.Count(t.Context(), cart7, wire.Goods, st.Incarnation())
		moods, _ := r.ledger.Count(t.Context(), cart7, wire.Telemetry, st.Incarnation())
		return goods == 800 && moods > 0
	})
	if st.Stats().Waiting() != s.State().Pending || s.State().Pending != 4*(400+60+1) {
		t.Errorf("%d events wait, want all that were made: nothing was acknowledged", s.State().Pending)
	}
	end()

	month(32)
	idle(st)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	st = reopen(t, dir, size)
	defer st.Close()
	month(32)
	idle(st)
	made := st.Stats()

	_, end = home{broker: r.broker}.come(t, cart7, st)
	defer end()
	until(t, time.Minute, "events still wait", func() bool { return st.Stats().Waiting() == 0 })
	for i, stream := range wire.Streams {
		markers, over := covered(t, r.ledger, stream, made.Streams[i].Written)
		if summed := stream == wire.Goods || stream == wire.Telemetry; summed != (markers > 0) {
			t.Errorf("%s has %d markers", stream, markers)
		}
		if stream == wire.Goods && over == 0 {
			t.Error("no marker stands for what headquarters had already: the test proves too little")
		}
		t.Logf("%s: %d events made, %d markers, %d over what was known", stream, made.Streams[i].Written, markers, over)
	}
	got := stock.Ledger{}
	levels, err := r.ledger.Stock(t.Context(), cart7.Store)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range levels {
		v := stock.Level{Key: stock.Key{GTIN: l.GTIN, Lot: l.Lot, Place: l.Place}}
		if l.Grams {
			v.Grams = l.Quantity
		} else {
			v.Pieces = l.Quantity
		}
		got.AddLevel(v)
	}
	if d := cmp.Diff(got.Levels(), want.Levels()); d != "" {
		t.Errorf("the ledger's goods (-got +want):\n%s", d)
	}
	for _, e := range entries(t, r.ledger, wire.Money) {
		var shown label.Shown
		if err := json.Unmarshal(e.Data, &shown); err != nil || !prices[shown.Label] {
			t.Errorf("%s is there twice or was never made: %v", e.Data, err)
		}
		delete(prices, shown.Label)
	}
	if len(prices) > 0 {
		t.Errorf("%d prices that were shown are not in the ledger", len(prices))
	}
	if alarms, err := r.ledger.Alarms(t.Context(), time.Time{}); err != nil || len(alarms) > 0 {
		t.Errorf("alarms: %+v, %v", alarms, err)
	}
}
