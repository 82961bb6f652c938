package store

import (
	"context"
	"encoding/binary"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// A segment is a long backlog's oldest events, packed as they will travel: the
// number before its first, then for each batch the number of its last event,
// its length, its bytes. It takes a tenth of what the events took, and sending
// it costs reading it.
const segmentHead, parcelHead = 8, 8 + 4

// findParcel returns the parcel of a segment that holds the event after a
// number, its first number, and its last. A segment that makes no sense is one
// parcel of nothing.
func findParcel(segment []byte, last, after uint64) (first, upto uint64, payload []byte) {
	if len(segment) < segmentHead {
		return after + 1, last, nil
	}
	prev := binary.BigEndian.Uint64(segment)
	for rest := segment[segmentHead:]; len(rest) >= parcelHead; {
		n, size := binary.BigEndian.Uint64(rest), binary.BigEndian.Uint32(rest[8:])
		if rest = rest[parcelHead:]; uint64(size) > uint64(len(rest)) || n <= prev || n > last {
			break
		}
		if n > after {
			return prev + 1, n, append([]byte(nil), rest[:size]...)
		}
		prev, rest = n, rest[size:]
	}
	return max(prev, after) + 1, last, nil
}

// seal packs the oldest open events of a stream, if there are many. It tells
// whether there was something to do.
func (s *Store) seal(ctx context.Context, rank int) (bool, error) {
	t := s.mark.Load().tracks[rank]
	if t.next-1-max(t.safe, t.sealed) < 2*sealEvents {
		return false, nil
	}
	before := max(t.safe, t.sealed)
	p := s.newPacking(rank, before)
	for last, n := before, 0; n < sealEvents; {
		var open picked
		err := view(s.state, func(tx *bbolt.Tx) (err error) {
			open, err = s.pick(tx, rank, last, wire.MaxBatch)
			return err
		})
		if err != nil || len(open.open) == 0 {
			return false, err
		}
		for _, e := range open.events(last) {
			if err := p.add(past{e, open.life}); err != nil {
				return false, err
			}
			n, last = n+1, e.Seq
		}
	}
	segment, err := p.end()
	if err != nil {
		return false, err
	}
	return true, s.write(ctx, func(tx *bbolt.Tx) error { return s.putSegment(tx, rank, before+1, p.last, segment) })
}

// packing makes a segment.
type packing struct {
	s       *Store
	rank    int
	segment []byte
	wait    []past // of one life, not packed yet
	last    uint64
}

// newPacking begins a segment whose first event follows a number.
func (s *Store) newPacking(rank int, after uint64) *packing {
	return &packing{s: s, rank: rank, segment: binary.BigEndian.AppendUint64(nil, after), last: after}
}

func (p *packing) add(e past) error {
	if len(p.wait) > 0 && (p.wait[0].life != e.life || len(p.wait) == wire.MaxBatch) {
		if err := p.pack(); err != nil {
			return err
		}
	}
	p.wait = append(p.wait, e)
	return nil
}

// pack packs what waits.
func (p *packing) pack() error {
	for len(p.wait) > 0 {
		events := make([]wire.Event, len(p.wait))
		for i, e := range p.wait {
			events[i] = e.Event
		}
		payload, upto, err := p.s.pack(wire.Streams[p.rank], p.wait[0].life, p.rank, events)
		if err != nil {
			return err
		}
		p.segment = binary.BigEndian.AppendUint64(p.segment, upto)
		p.segment = binary.BigEndian.AppendUint32(p.segment, uint32(len(payload)))
		p.segment, p.last = append(p.segment, payload...), upto
		p.wait = p.wait[slices.IndexFunc(p.wait, func(e past) bool { return e.Seq == upto })+1:]
	}
	return nil
}

func (p *packing) end() ([]byte, error) {
	err := p.pack()
	return p.segment, err
}

// putSegment puts a segment in the place of its events, unless they were
// forgotten meanwhile.
func (s *Store) putSegment(tx *bbolt.Tx, rank int, first, last uint64, segment []byte) error {
	st, err := readStanding(tx, s.mark.Load())
	if err != nil {
		return err
	}
	t := &st.tracks[rank]
	if t.safe >= first {
		return errSame
	}
	b := tx.Bucket(bucketSealed)
	for _, b := range [...]*bbolt.Bucket{tx.Bucket(bucketEvents), b} {
		_, gone, err := deleteRun(b, rank, first, last, int(last-first)+1)
		if err != nil {
			return err
		}
		t.bytes -= min(t.bytes, gone)
	}
	t.sealed, t.bytes = max(t.sealed, last), t.bytes+uint64(len(segment))
	b.FillPercent = 0.95 // numbers only rise
	if err := b.Put(eventKey(rank, last), segment); err != nil {
		return err
	}
	return st.writeTracks(tx)
}
