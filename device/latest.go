package device

import (
	"slices"
	"sync"
)

// Latest holds the newest value of something that others look at, and tells
// them that there is a newer one. The zero value holds the zero T. It is safe
// for many goroutines.
type Latest[T any] struct {
	mu       sync.Mutex
	value    T
	watchers []chan struct{}
}

// Get returns the newest value.
func (l *Latest[T]) Get() T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.value
}

// Set replaces the value and tells every watcher. It never blocks.
func (l *Latest[T]) Set(v T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.value = v
	for _, w := range l.watchers {
		select {
		case w <- struct{}{}:
		default: // told already; the watcher will read the newest
		}
	}
}

// Watch returns a channel that holds one empty struct when there was a Set
// since it was last read, and a function that ends the watch. A watcher that
// sleeps misses steps, never the newest value.
func (l *Latest[T]) Watch() (<-chan struct{}, func()) {
	w := make(chan struct{}, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watchers = append(l.watchers, w)
	return w, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.watchers = slices.DeleteFunc(l.watchers, func(c chan struct{}) bool { return c == w })
	}
}
