package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/offers/stock"
	"endcap/sync/wire"
)

const roomReason = "room: headquarters was away for too long"

// past is an event with its incarnation.
type past struct {
	wire.Event
	life life
}

// fold puts markers in the place of the oldest events of a stream, and tells
// whether it found some to look at. Those that no marker makes smaller are
// left, and passed over from then on.
func (s *Store) fold(ctx context.Context, stream wire.Stream) (bool, error) {
	rank := stream.Rank()
	var events []past
	var before uint64
	var was int
	err := view(s.state, func(tx *bbolt.Tx) (err error) {
		events, before, was, err = s.oldest(tx, rank, s.tend.folded[rank])
		return err
	})
	if err != nil || len(events) == 0 {
		return false, err
	}
	// Of an old marker the first part may be safe already: a marker stands for
	// numbers from before, its place does not.
	first, last := max(events[0].FirstSeq(), before+1), events[len(events)-1].Seq
	p := s.newPacking(rank, first-1)
	for _, e := range foldEvents(events) {
		if err := p.add(e); err != nil {
			return false, err
		}
	}
	segment, err := p.end()
	if err != nil {
		return false, err
	}
	if len(segment) > was*3/4 {
		s.tend.folded[rank] = last
		return true, nil
	}
	return true, s.write(ctx, func(tx *bbolt.Tx) error { return s.putSegment(tx, rank, first, last, segment) })
}

// oldest returns the oldest events of a stream after a number, whole segments
// where they are packed, numbered as they are here, the number that they come
// after, and the bytes they take.
func (s *Store) oldest(tx *bbolt.Tx, rank int, after uint64) (events []past, before uint64, size int, err error) {
	st, err := readStanding(tx, s.mark.Load())
	if err != nil {
		return nil, 0, 0, err
	}
	after = max(after, st.tracks[rank].safe)
	before = after
	for segment := uint64(0); len(events) < foldMost || after < segment; {
		p, err := s.pick(tx, rank, after, foldMost)
		if err != nil {
			return nil, 0, 0, err
		}
		var more []wire.Event
		switch {
		case p.parcel.Last > 0:
			segment = p.end
			size += len(p.parcel.Payload)
			more = p.unpack()
		case len(p.open) > 0 && (segment == 0 || after < segment):
			for _, h := range p.open {
				size += len(h.body)
			}
			more = p.events(after)
		default:
			return events, before, size, nil // none, or those that are not packed yet
		}
		for _, e := range more {
			events, after = append(events, past{e, p.life}), e.Seq
		}
	}
	return events, before, size, nil
}

// unpack returns the events of a parcel, numbered as they are here.
func (p picked) unpack() []wire.Event {
	b, err := wire.DecodeBatch(p.parcel.Payload)
	if err != nil || len(b.Events) == 0 {
		return []wire.Event{lost(p.first, p.parcel.Last)}
	}
	for i := range b.Events {
		e := &b.Events[i]
		if e.Seq += p.parcel.Base; e.First > 0 {
			e.First += p.parcel.Base
		}
	}
	return b.Events
}

// foldEvents puts a marker in the place of each run of events that may be
// dropped or summed up. It is pure.
func foldEvents(events []past) []past {
	var out []past
	var f folding
	for _, e := range events {
		if !foldable(e.Type) {
			out = append(f.flush(out), e)
			continue
		}
		said, levels := summed(e.Event)
		if f.count > 0 && (e.life != f.last.life || !f.fits(levels)) {
			out = f.flush(out)
		}
		f.add(e, said, levels)
	}
	return f.flush(out)
}

func foldable(t wire.Type) bool {
	return t == wire.StockMoved || t == wire.EventsDropped || t.Stream() == wire.Telemetry
}

// summed returns what an event adds to the marker that will stand for it.
func summed(e wire.Event) (wire.Dropped, []stock.Level) {
	if e.Type == wire.EventsDropped {
		var d wire.Dropped
		if json.Unmarshal(e.Data, &d) == nil {
			return d, d.Levels
		}
	}
	d := wire.Dropped{From: e.At, Types: []wire.Tally{{Type: e.Type, Count: 1}}}
	var m stock.Movement
	if e.Type == wire.StockMoved && json.Unmarshal(e.Data, &m) == nil {
		return d, stock.Sum([]stock.Movement{m})
	}
	return d, nil
}

// folding is one marker that is being made.
type folding struct {
	count       int // events in it
	first, last past
	said        wire.Dropped
	types       map[wire.Type]uint64
	levels      stock.Ledger
	size        int // bytes of the levels, about
}

// fits tells whether the marker can still travel with these levels added.
func (f *folding) fits(levels []stock.Level) bool {
	size := f.size
	for _, l := range levels {
		if _, ok := f.levels[l.Key]; !ok {
			size += levelSize(l)
		}
	}
	return size <= foldBytes
}

// levelSize is about what a level takes in JSON, never less.
func levelSize(l stock.Level) int { return 100 + 6*(len(l.Lot)+len(l.Place)) }

func (f *folding) add(e past, said wire.Dropped, levels []stock.Level) {
	if f.count == 0 {
		*f = folding{first: e, types: map[wire.Type]uint64{}, levels: stock.Ledger{}}
		f.said = wire.Dropped{Reason: roomReason, From: said.From}
	}
	f.count, f.last = f.count+1, e
	for _, t := range said.Types {
		f.types[t.Type] += t.Count
	}
	for _, l := range levels {
		if _, ok := f.levels[l.Key]; !ok {
			f.size += levelSize(l)
		}
		f.levels.AddLevel(l)
	}
}

// flush appends the marker, or the one event that it would stand for.
func (f *folding) flush(out []past) []past {
	defer func() { *f = folding{} }()
	if f.count == 0 {
		return out
	}
	if f.count == 1 {
		return append(out, f.first)
	}
	for t, n := range f.types {
		f.said.Types = append(f.said.Types, wire.Tally{Type: t, Count: n})
	}
	slices.SortStableFunc(f.said.Types, func(a, b wire.Tally) int { return cmp.Compare(a.Type, b.Type) })
	f.said.To, f.said.Levels = f.last.At, f.levels.Levels()
	e := wire.NewEvent(wire.EventsDropped, f.last.At, f.said)
	e.Seq, e.First, e.Clock, e.Mono = f.last.Seq, f.first.FirstSeq(), f.last.Clock, f.last.Mono
	return append(out, past{e, f.last.life})
}
