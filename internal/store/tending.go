package store

import (
	"context"
	"errors"
	"log/slog"

	"endcap/sync/wire"
)

// tending is the goroutine that keeps a long backlog small. It works after
// commits, on its own account.
type tending struct {
	wish  chan struct{} // of one: look again
	ctx   context.Context
	stop  context.CancelFunc
	ended chan struct{}
	// folded is how far streams were looked at without finding something to
	// sum up.
	folded *[streams]uint64
}

func newTending() tending {
	ctx, stop := context.WithCancel(context.Background())
	return tending{make(chan struct{}, 1), ctx, stop, make(chan struct{}), new([streams]uint64)}
}

func (t tending) wake() {
	select {
	case t.wish <- struct{}{}:
	default:
	}
}

func (t tending) end() {
	t.stop()
	<-t.ended
}

// tending packs, sums up and drops until Close.
func (s *Store) tending(size int64) {
	defer close(s.tend.ended)
	for {
		select {
		case <-s.tend.wish:
		case <-s.tend.ctx.Done():
			return
		}
		for more := true; more && s.tend.ctx.Err() == nil; {
			var err error
			if more, err = s.tidy(s.tend.ctx, size); err != nil {
				if !errors.Is(err, context.Canceled) && !errors.Is(err, ErrBroken) {
					s.log.Error("the backlog could not be made smaller", slog.Any("error", err))
				}
				break
			}
		}
	}
}

// tidy does one thing that makes the backlog smaller, and tells whether it
// found one. What may go goes before what must stay is refused.
func (s *Store) tidy(ctx context.Context, size int64) (bool, error) {
	for rank := range wire.Streams {
		if did, err := s.seal(ctx, rank); did || err != nil {
			return did, err
		}
	}
	if t := s.mark.Load().tracks[wire.Telemetry.Rank()]; t.bytes > uint64(size/telShare) {
		if did, err := s.fold(ctx, wire.Telemetry); did || err != nil {
			return did, err
		}
	}
	if s.Stats().RoomBytes < size/foldShare && s.Stats().Commits.Count > 0 {
		if did, err := s.fold(ctx, wire.Telemetry); did || err != nil {
			return did, err
		}
		if t := s.mark.Load().tracks[wire.Goods.Rank()]; t.bytes > uint64(size/telShare) { // or it is not they who fill it
			return s.fold(ctx, wire.Goods)
		}
	}
	return false, nil
}
