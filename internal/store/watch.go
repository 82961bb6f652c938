package store

import "sync"

// bells tell watchers that the store changed.
type bells struct {
	mu  sync.Mutex
	all map[chan struct{}]bool
}

func (b *bells) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.all {
		select {
		case c <- struct{}{}:
		default: // it has not looked since the last time
		}
	}
}

// Watch returns a channel that holds one empty struct after something was
// committed since the last look; read the store again then. The caller calls
// stop when it looks no more.
func (s *Store) Watch() (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	s.bells.mu.Lock()
	defer s.bells.mu.Unlock()
	if s.bells.all == nil {
		s.bells.all = map[chan struct{}]bool{}
	}
	s.bells.all[c] = true
	return c, func() {
		s.bells.mu.Lock()
		defer s.bells.mu.Unlock()
		delete(s.bells.all, c)
	}
}
