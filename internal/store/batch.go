package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/sync/outbox"
	"endcap/sync/wire"
)

// held is an event as it lies in the store.
type held struct {
	n, first uint64 // its number, and the first that it stands for
	body     []byte
}

// picked is what follows a number of a stream: a parcel that was packed before,
// or events that are packed now.
type picked struct {
	rank   int // of the stream
	parcel outbox.Parcel
	first  uint64 // of the parcel
	end    uint64 // of the segment that the parcel is in
	open   []held
	life   life
}

// Batch returns the events that follow a number of a stream, of one
// incarnation, as they travel; a parcel with Last 0 when there are none. What
// the card has not kept is told of by a marker in its place.
func (s *Store) Batch(stream wire.Stream, after uint64) (outbox.Parcel, error) {
	rank := stream.Rank()
	var p picked
	err := view(s.state, func(tx *bbolt.Tx) (err error) {
		p, err = s.pick(tx, rank, after, wire.MaxBatch)
		return err
	})
	if err != nil {
		return outbox.Parcel{}, fmt.Errorf("store: read the %s events after %d: %w", stream, after, err)
	}
	switch {
	case p.parcel.Last > 0 && sound(p.parcel.Payload):
		return p.parcel, nil
	case p.parcel.Last > 0:
		p.parcel.Payload, _, err = s.pack(stream, p.life, rank, []wire.Event{lost(p.first, p.parcel.Last)})
		return p.parcel, err
	case len(p.open) == 0:
		return outbox.Parcel{}, nil
	}
	payload, last, err := s.pack(stream, p.life, rank, p.events(after))
	return outbox.Parcel{Payload: payload, Base: p.life.base[rank], Last: last}, err
}

// sound tells whether a packed parcel is as it was packed: zstd's own checksum
// says so.
func sound(payload []byte) bool {
	_, err := wire.Decompress(payload, wire.MaxBatchRaw)
	return err == nil || json.Valid(payload) // one so short that it was not compressed
}

// read returns the events after a number among those that were picked, numbered
// as they are here.
func (p picked) read(after uint64) []wire.Event {
	if p.parcel.Last > 0 {
		return slices.DeleteFunc(p.unpack(), func(e wire.Event) bool { return e.Seq <= after })
	}
	return p.events(after)
}

func (p picked) events(after uint64) []wire.Event {
	out := make([]wire.Event, len(p.open))
	for i, h := range p.open {
		out[i] = decodeBody(h.body, p.rank, h.n, after)
		after = h.n
	}
	return out
}

// pack encodes events numbered as they are here, as many as fit, and returns
// the number of the last.
func (s *Store) pack(stream wire.Stream, l life, rank int, events []wire.Event) (payload []byte, last uint64, err error) {
	out, base := make([]wire.Event, len(events)), l.base[rank]
	for i, e := range events {
		if e.Seq -= base; e.First > 0 {
			e.First = max(e.First, base+1) - base
		}
		out[i] = e
	}
	payload, err = wire.EncodeBatch(s.of, stream, l.inc, out)
	for errors.Is(err, wire.ErrTooLarge) && len(out) > 1 {
		out = out[:len(out)/2]
		payload, err = wire.EncodeBatch(s.of, stream, l.inc, out)
	}
	return payload, events[len(out)-1].Seq, err
}

// pick finds what follows a number. What is missing between it and the next
// that is there stands in it as a record without a body.
func (s *Store) pick(tx *bbolt.Tx, rank int, after uint64, most int) (p picked, err error) {
	st, err := readStanding(tx, s.mark.Load())
	if err != nil {
		return p, err
	}
	// A reader sees a commit while it is being flushed: what the power may
	// still take must not travel. Nor does it see one that came after it: what
	// it lacks of that is not lost.
	next := min(st.tracks[rank].next, s.mark.Load().tracks[rank].next)
	return st.pick(tx, rank, after, next, most)
}

// pick is what Store.pick finds before the number next.
func (st *standing) pick(tx *bbolt.Tx, rank int, after, next uint64, most int) (p picked, err error) {
	p.rank = rank
	after = max(after, st.tracks[rank].safe)
	if after+1 >= next {
		return p, nil
	}
	i, err := st.of(rank, after+1)
	if err != nil {
		return p, err
	}
	p.life = st.lives[i]
	end, first := min(st.end(rank, i), next-1), next
	p.open = collect(tx, rank, after, end, most)
	if len(p.open) > 0 {
		first = p.open[0].first
	}
	if k, v := tx.Bucket(bucketSealed).Cursor().Seek(eventKey(rank, after+1)); k != nil && st.tracks[rank].sealed > after {
		if last, ok := keyNumber(k, rank); ok {
			from, upto, payload := findParcel(v, last, after)
			if from < first || len(p.open) == 0 {
				p.first, p.end, first = from, last, from
				p.open, p.parcel = nil, outbox.Parcel{Payload: payload, Base: p.life.base[rank], Last: upto}
			}
		}
	}
	if first > after+1 {
		p.parcel, p.open = outbox.Parcel{}, []held{{n: min(first-1, end), first: after + 1}}
	}
	return p, nil
}

// collect copies the open records of a stream after a number and up to
// another, without a gap.
func collect(tx *bbolt.Tx, rank int, after, upto uint64, most int) (open []held) {
	c, size := tx.Bucket(bucketEvents).Cursor(), 0
	for k, v := c.Seek(eventKey(rank, after+1)); k != nil && len(open) < most && size < wire.MaxBatchRaw/2; k, v = c.Next() {
		n, ok := keyNumber(k, rank)
		first := bodyFirst(v)
		if first == 0 || first > n {
			first = n
		}
		if !ok || n > upto || len(open) > 0 && first != open[len(open)-1].n+1 {
			break
		}
		open, size = append(open, held{n, first, bytes.Clone(v)}), size+len(v)
	}
	return open
}
