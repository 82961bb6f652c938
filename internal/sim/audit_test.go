package sim

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

// audit is the ledger in the end, held against the truth.
type audit struct {
	*world
	entries []ledger.Entry
	alarms  []ledger.Alarm
	byID    map[string]ledger.Entry
	must    map[string]fact
	lost    map[string]bool // in gaps of a ledger that was put back
	markers int
	gone    map[numberKey]ledger.Entry // markers that went with a ledger that was put back
}

// checkLedger looks into the ledger when everybody has gone.
func (w *world) checkLedger() {
	l, err := ledger.Open(context.Background(), ledger.Options{Dir: w.hq.dir})
	if err != nil {
		w.fail("the ledger cannot be opened: %v", err)
		return
	}
	defer l.Close()
	a := &audit{world: w, byID: map[string]ledger.Entry{}, must: map[string]fact{}, lost: map[string]bool{}, gone: map[numberKey]ledger.Entry{}}
	var aside ledger.Aside
	entries, err1 := allEntries(l)
	alarms, err2 := l.Alarms(context.Background(), time.Time{})
	aside, err3 := l.Aside(context.Background())
	if err := errors.Join(err1, err2, err3); err != nil {
		w.fail("the ledger cannot be read: %v", err)
		return
	}
	a.entries, a.alarms = entries, alarms
	if aside.Conflicts > 0 {
		w.fail("I4: %d numbers stand for two events", aside.Conflicts)
	}
	w.count("events in ledgers", len(entries))
	w.count("dead letters", int(aside.Faulty))
	w.count("messages that nobody could read", int(aside.Unreadable))
	a.read()
	a.noGap(l)
	a.everyFact()
	a.sums(l)
	a.honestAlarms()
}

// eventID returns the name that an event carries, "" for one of the program's
// own.
func eventID(e ledger.Entry) string {
	var v struct {
		ID     string    `json:"id"`
		Basket string    `json:"basket"`
		Part   string    `json:"part"`
		Place  string    `json:"place"`
		At     time.Time `json:"at"`
	}
	_ = json.Unmarshal(e.Data, &v)
	switch {
	case v.ID != "":
		return v.ID
	case e.Type == wire.BasketClosed:
		return v.Basket
	case e.Type == wire.HealthChanged:
		return v.Part
	case e.Type == wire.StockMoved:
		return moveID(v.Place, v.At)
	}
	return ""
}

// read sorts the entries, and finds what stands there twice.
func (a *audit) read() {
	for _, d := range a.devices {
		for _, s := range d.truth.steps {
			for _, f := range s.facts {
				a.must[f.id] = f
			}
		}
	}
	for _, e := range a.entries {
		if e.Type == wire.EventsDropped {
			a.marker(e)
			continue
		}
		id := eventID(e)
		if id == "" {
			continue
		}
		if was, twice := a.byID[id]; twice {
			a.fail("I1: %s is in the ledger twice, as %s %s %d and %s %s %d", id, was.Stream, was.Incarnation, was.Seq, e.Stream, e.Incarnation, e.Seq)
		}
		a.byID[id] = e
		if f, ok := a.must[id]; ok && f.moves != nil && e.Fault != "" {
			a.fail("I14: %s is a dead letter: %s", id, e.Fault)
		}
	}
}

// marker checks what stands in the place of other events. (I10)
func (a *audit) marker(e ledger.Entry) {
	a.markers++
	var v wire.Dropped
	if err := json.Unmarshal(e.Data, &v); err != nil || e.Fault != "" {
		a.fail("I1: marker %s %s %d cannot be read: %v %s", e.Stream, e.Incarnation, e.Seq, err, e.Fault)
	}
	if e.Stream != wire.Goods && e.Stream != wire.Telemetry {
		a.fail("I10: %s events %d to %d of %s were dropped: %s", e.Stream, e.First, e.Seq, e.Incarnation, v.Reason)
	}
	n := uint64(0)
	for _, t := range v.Types {
		n += t.Count
	}
	if n != e.Seq-e.First+1 {
		a.fail("I1: marker %s %s stands for %d to %d and tells of %d events", e.Stream, e.Incarnation, e.First, e.Seq, n)
	}
	a.count("markers", 1)
	a.count("events under markers", int(n))
}

// noGap proves that every number up to the watermark is an event, under a
// marker, or declared. (I2, I4)
func (a *audit) noGap(l *ledger.Ledger) {
	covered := map[markKey][][2]uint64{}
	for _, e := range a.entries {
		k := keyOf(e).markKey
		covered[k] = append(covered[k], [2]uint64{e.FirstSeq(), e.Seq})
	}
	for _, g := range a.alarms {
		if g.Kind == ledger.Older {
			k := markKey{g.From, g.Stream, g.Incarnation}
			covered[k] = append(covered[k], [2]uint64{g.First, g.Last})
		}
	}
	for _, d := range a.originalsAndClones() {
		streams, err := l.Streams(context.Background(), d)
		if err != nil {
			a.fail("the ledger cannot be read: %v", err)
		}
		for _, s := range streams {
			ranges, upto := covered[markKey{d, s.Stream, s.Incarnation}], uint64(0)
			slices.SortFunc(ranges, func(x, y [2]uint64) int { return int(int64(x[0]) - int64(y[0])) })
			for _, r := range ranges {
				if r[0] > upto+1 {
					a.fail("I4: %s %s %s: nothing stands for %d to %d", d.Device, s.Stream, s.Incarnation, upto+1, r[0]-1)
				}
				upto = max(upto, r[1])
			}
			if upto != s.Upto {
				a.fail("I6: %s %s %s: the watermark is %d, the last number %d", d.Device, s.Stream, s.Incarnation, s.Upto, upto)
			}
		}
	}
}

func (a *audit) originalsAndClones() (out []wire.Address) {
	for _, d := range a.devices {
		if !slices.Contains(out, d.at) {
			out = append(out, d.at)
		}
	}
	return out
}

// everyFact looks for each event that was acknowledged to its caller. (I1)
func (a *audit) everyFact() {
	once := map[string]ledger.Entry{}
	for k, e := range a.hq.once {
		switch id := eventID(e); {
		case e.Type == wire.EventsDropped && (a.declared(e) || a.forgotten(e)):
			a.gone[k] = e
		case id != "":
			once[id] = e
		}
	}
	missing := map[wire.Stream]int{}
	for id, f := range a.must {
		if _, ok := a.byID[id]; ok {
			continue
		}
		if e, ok := once[id]; ok && (a.declared(e) || a.forgotten(e)) {
			a.lost[id] = true
			continue
		}
		if (f.stream == wire.Goods || f.stream == wire.Telemetry) && a.markers+len(a.gone) > 0 {
			missing[f.stream]++
			continue
		}
		a.fail("I1: %s (%s) was acknowledged and is not in the ledger", id, f.stream)
	}
	for stream, n := range missing {
		under := 0
		for _, e := range slices.Concat(a.entries, slices.Collect(maps.Values(a.gone))) {
			if e.Type == wire.EventsDropped && e.Stream == stream {
				under += int(e.Seq - e.First + 1)
			}
		}
		if n > under {
			a.fail("I1: %d %s events are missing, markers stand for %d", n, stream, under)
		}
	}
}

// declared tells whether an entry of a ledger that is no more lies in a gap
// that the present one knows of.
func (a *audit) declared(e ledger.Entry) bool {
	return slices.ContainsFunc(a.alarms, func(g ledger.Alarm) bool {
		return g.Kind == ledger.Older && g.From == e.From && g.Stream == e.Stream && g.Incarnation == e.Incarnation && g.First <= e.Seq && e.Seq <= g.Last
	})
}

// forgotten tells whether nobody is left who could know that an entry is
// missing: the ledger was put back and the device too, or it has been opened
// more often since than it remembers.
func (a *audit) forgotten(e ledger.Entry) bool {
	lives := map[string]bool{}
	for _, list := range [][]ledger.Entry{a.entries, slices.Collect(maps.Values(a.hq.once))} {
		for _, x := range list {
			if x.From == e.From {
				lives[x.Incarnation] = true
			}
		}
	}
	if !a.put() && len(lives) <= 12 {
		return false
	}
	a.count("events that neither side can know of any more", 1)
	return true
}
