package store

// Watch returns a channel that holds one empty struct after something was
// committed since the last look; read the store again then. The caller calls
// stop when it looks no more.
func (s *Store) Watch() (changed <-chan struct{}, stop func()) { return s.changed.Watch() }
