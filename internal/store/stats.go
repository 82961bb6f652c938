package store

import (
	"log/slog"
	"sync"
	"time"

	"endcap/sync/wire"
)

// Stats are figures of a store that neither Identity nor Book tells.
type Stats struct {
	Commits                  Commits
	StateBytes, CatalogBytes int64 // of the files
	RoomBytes                int64 // that state.db may still take; old until the next commit
	Streams                  [streams]StreamStats
}

// StreamStats are the figures of one stream.
type StreamStats struct {
	Stream           wire.Stream
	Written, Waiting uint64 // events since the store was made; those not acknowledged
	Bytes            uint64 // that the waiting ones take
}

// Waiting returns how many events wait, of all streams.
func (s Stats) Waiting() (n uint64) {
	for _, r := range s.Streams {
		n += r.Waiting
	}
	return n
}

// Written returns how many events were made since the store was, of all
// streams.
func (s Stats) Written() (n uint64) {
	for _, r := range s.Streams {
		n += r.Written
	}
	return n
}

// Commits counts the transactions of state.db since it was opened.
type Commits struct {
	Count uint64
	Steps uint64 // in them, together
	Sum   time.Duration
	Max   time.Duration
}

// meter counts commits.
type meter struct {
	mu      sync.Mutex
	commits Commits
	room    int64
}

func (m *meter) add(ops int, took time.Duration, room int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &m.commits
	c.Count, c.Steps, c.Sum, c.Max = c.Count+1, c.Steps+uint64(ops), c.Sum+took, max(c.Max, took)
	m.room = room
}

// committed runs in the writer's goroutine after each commit.
func (s *Store) committed(ops int, took time.Duration, room int64) {
	if err := view(s.state, s.readMark); err != nil {
		s.log.Error("what was just written cannot be read", slog.Any("error", err))
	}
	s.meter.add(ops, took, room)
	s.changed.Set(struct{}{})
	s.tend.wake()
}

// Stats returns the figures of now.
func (s *Store) Stats() Stats {
	st := Stats{StateBytes: fileBytes(s.dir, StateFile), CatalogBytes: fileBytes(s.dir, CatalogFile)}
	for i, t := range s.mark.Load().tracks {
		st.Streams[i] = StreamStats{wire.Streams[i], t.next - 1, t.next - 1 - t.safe, t.bytes}
	}
	s.meter.mu.Lock()
	defer s.meter.mu.Unlock()
	st.Commits, st.RoomBytes = s.meter.commits, s.meter.room
	return st
}
