package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// writer is the one goroutine that writes state.db.
type writer struct {
	db *bbolt.DB
	// update runs one transaction.
	update func(change func(*bbolt.Tx) error) error
	dir    string
	size   int64
	todo   chan *op
	quit   chan struct{} // closed by Close: take no more
	ended  chan struct{} // closed by run: nothing will be answered any more
	// room is what steps may still add to the file in the transaction under
	// way, in bytes.
	room   int64
	broken error
	// done is called after each commit, before its callers are answered.
	done func(ops int, took time.Duration, room int64)
}

// op is one change that waits.
type op struct {
	// write refuses, with a refusal, before it changes anything.
	write  func(*bbolt.Tx) error
	state  atomic.Int32 // opWaits -> opTaken by the writer | opLeft by its caller
	answer chan error   // of one
}

const (
	opWaits int32 = iota
	opTaken
	opLeft
)

// refusal is an error of a write that changed nothing.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// errSame says that there was nothing to change. Callers do not see it.
var errSame = refusal{errors.New("nothing to write")}

// do has write committed. Once the writer has taken it, it is waited for
// whatever ctx says, so that the answer is the truth.
func (w *writer) do(ctx context.Context, write func(*bbolt.Tx) error) error {
	o := &op{write: write, answer: make(chan error, 1)}
	select {
	case <-w.quit:
		return ErrClosed
	default:
	}
	select {
	case w.todo <- o:
	case <-w.quit:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("store: wait for the writer: %w", ctx.Err())
	}
	select {
	case err := <-o.answer:
		return err
	case <-ctx.Done():
		if o.state.CompareAndSwap(opWaits, opLeft) {
			return fmt.Errorf("store: wait for the writer: %w", ctx.Err())
		}
		return <-o.answer
	case <-w.ended:
	}
	select {
	case err := <-o.answer:
		return err
	default:
		return ErrClosed // it came when the writer had gone
	}
}

// run commits what waits, as much at once as there is, until quit.
func (w *writer) run() {
	defer close(w.ended)
	batch := make([]*op, 0, together)
	for {
		select {
		case o := <-w.todo:
			batch = w.gather(append(batch[:0], o))
		case <-w.quit:
			if batch = w.gather(batch[:0]); len(batch) == 0 {
				return
			}
		}
		w.commit(batch)
		clear(batch)
	}
}

// gather takes what waits besides, without waiting for more.
func (w *writer) gather(batch []*op) []*op {
	for len(batch) < together {
		select {
		case o := <-w.todo:
			batch = append(batch, o)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch in one transaction and answers each of it. Where the
// batch does not fit, each is tried alone.
func (w *writer) commit(batch []*op) {
	taken := batch[:0]
	for _, o := range batch {
		if o.state.CompareAndSwap(opWaits, opTaken) {
			taken = append(taken, o)
		}
	}
	errs := make([]error, len(taken))
	if err := w.write(taken, errs); errors.Is(err, ErrFull) && len(taken) > 1 {
		for i := range taken {
			if err := w.write(taken[i:i+1], errs[i:i+1]); err != nil {
				errs[i] = err
			}
		}
	} else if err != nil {
		for i := range errs {
			errs[i] = err
		}
	}
	for i, o := range taken {
		if errors.Is(errs[i], errSame) {
			errs[i] = nil
		}
		o.answer <- errs[i]
	}
}

// write is one transaction. The answers of its ops go to errs; its own error
// says that none was written.
func (w *writer) write(ops []*op, errs []error) error {
	if w.broken != nil {
		return w.broken
	}
	began, wrote := time.Now(), 0
	err := w.update(func(tx *bbolt.Tx) error {
		w.room = w.left(tx)
		for i, o := range ops {
			errs[i] = o.write(tx)
			var no refusal
			switch {
			case errs[i] == nil:
				wrote++
			case !errors.As(errs[i], &no):
				return errs[i]
			}
		}
		if wrote == 0 {
			return errSame // end the transaction without a write to the disk
		}
		return nil
	})
	switch {
	case errors.Is(err, errSame):
		return nil
	case full(err):
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case err != nil:
		// After a flush that went wrong the kernel may believe that pages are
		// on the disk which are not: nothing more is built on this file.
		w.broken = fmt.Errorf("%w (%w)", ErrBroken, err)
		return w.broken
	}
	w.done(wrote, time.Since(began), w.room)
	return nil
}

// left returns how many bytes steps may still add. Pages that are free within
// the file count as room.
func (w *writer) left(tx *bbolt.Tx) int64 {
	if n, ok := diskFree(w.dir); ok && n < diskFloor {
		return 0
	}
	stats := w.db.Stats()
	free := int64(stats.FreePageN+stats.PendingPageN) * int64(w.db.Info().PageSize)
	return w.size - (tx.Size() - free)
}

// full reports whether there was no room for a transaction.
func full(err error) bool {
	var sys *fs.PathError // of a write; a flush that found no room is a fault
	return errors.Is(err, bolterrors.ErrMaxSizeReached) ||
		errors.As(err, &sys) && (errors.Is(sys, syscall.ENOSPC) || errors.Is(sys, syscall.EDQUOT))
}
