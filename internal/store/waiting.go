package store

import (
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// Waiting is what a store holds for headquarters.
type Waiting struct {
	Events  uint64          `json:"waiting"`
	Oldest  time.Time       `json:"oldest,omitzero"` // of them
	Streams []StreamWaiting `json:"streams,omitempty"`
}

// StreamWaiting is what waits in one stream.
type StreamWaiting struct {
	Stream wire.Stream `json:"stream"`
	Events uint64      `json:"waiting"`
	Bytes  uint64      `json:"bytes"` // that they take
	Oldest time.Time   `json:"oldest"`
}

// Waiting returns what waits now.
func (s *Store) Waiting() (w Waiting, err error) {
	err = view(s.state, func(tx *bbolt.Tx) error {
		w, err = waiting(tx)
		return err
	})
	if err != nil {
		return w, fmt.Errorf("store: read what waits: %w", err)
	}
	return w, nil
}

func waiting(tx *bbolt.Tx) (w Waiting, err error) {
	st, err := readStanding(tx, nil)
	if err != nil {
		return w, err
	}
	for rank, t := range st.tracks {
		if t.next-1 == t.safe {
			continue
		}
		p, err := st.pick(tx, rank, t.safe, t.next, 1)
		if err != nil {
			return w, err
		}
		one := StreamWaiting{Stream: wire.Streams[rank], Events: t.next - 1 - t.safe, Bytes: t.bytes}
		if first := p.read(t.safe); len(first) > 0 {
			one.Oldest = first[0].At
		}
		if w.Events += one.Events; w.Oldest.IsZero() || one.Oldest.Before(w.Oldest) {
			w.Oldest = one.Oldest
		}
		w.Streams = append(w.Streams, one)
	}
	return w, nil
}
