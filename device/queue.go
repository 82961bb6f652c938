package device

import (
	"context"
	"errors"
)

// ErrStopped is returned by Ask when the owner of the queue has ended.
var ErrStopped = errors.New("device: the controller has stopped")

// Queue carries requests to the one goroutine that owns a state, and its
// answers back. Make it with NewQueue.
type Queue[T any] struct {
	requests chan Request[T]
	closed   chan struct{}
}

// Request is one T that waits for its Answer.
type Request[T any] struct {
	What   T
	answer chan error
}

// Answer ends the wait of the one who asked. Call it once.
func (r Request[T]) Answer(err error) { r.answer <- err }

// NewQueue returns a queue in which n requests may wait.
func NewQueue[T any](n int) *Queue[T] {
	return &Queue[T]{make(chan Request[T], n), make(chan struct{})}
}

// Ask waits for a place in the queue and then for the answer. When ctx ends
// before the answer, the request may still be granted.
func (q *Queue[T]) Ask(ctx context.Context, what T) error {
	r := Request[T]{what, make(chan error, 1)}
	select {
	case q.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	case <-q.closed:
		return ErrStopped
	}
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-q.closed:
	}
	select {
	case err := <-r.answer: // answered just before the end
		return err
	default:
		return ErrStopped
	}
}

// Requests is where the owner takes requests from.
func (q *Queue[T]) Requests() <-chan Request[T] { return q.requests }

// Close refuses all requests not answered yet and all to come. Call it once,
// when the owner ends.
func (q *Queue[T]) Close() { close(q.closed) }
