package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"endcap/device"
	"endcap/sync/wire"
)

// Names of the files in a store's folder.
const (
	StateFile   = "state.db"
	CatalogFile = "catalog.db"
)

// Options of a store. The zero value is usable, but for Batch, which needs to
// know whose events they are.
type Options struct {
	// Address is the device whose store it is.
	Address wire.Address
	// Clock says how far the time of events can be believed. Nil does not say.
	Clock func() wire.Clock
	// Log is told of what was healed. Nil is no log.
	Log *slog.Logger
	// MaxSize is how many bytes state.db may grow to; 0 is DefaultSize.
	MaxSize int64
	// Commit, if not nil, runs every transaction that writes to file,
	// StateFile or CatalogFile, and returns what commit did. A simulation cuts
	// the power in it: after another error nothing is written any more.
	Commit func(file string, commit func() error) error
}

// Store is an open store. Its methods may be called from any goroutine.
type Store struct {
	dir     string
	log     *slog.Logger
	commit  func(file string, commit func() error) error
	state   *bbolt.DB
	catalog atomic.Pointer[bbolt.DB]
	w       *writer // nil when opened for reading only
	meter   meter
	changed device.Latest[struct{}]
	// inc is the name of this opening, opened when it began.
	inc    string
	opened time.Time
	of     wire.Address
	clock  func() wire.Clock
	// mark is how far the streams have come, book the book in force: copies of
	// what the files hold, made after each commit.
	mark     atomic.Pointer[standing]
	book     atomic.Pointer[inForce]
	readings *readings
	quotas   quotas
	// looked counts readings of products, for release.
	looked atomic.Uint32
	close  func() error
	tend   tending

	clean      bool               // it was closed before it was opened
	unfinished bool               // begin has something to write
	repairs    []wire.StoreRepair // done at this opening
	cared      chan struct{}      // closed when care ended

	wordMu sync.Mutex
	word   word

	// shelf is held while a price book is put together. Readers do not wait.
	shelf sync.Mutex
	// spoiled is why catalog.db takes no more writes.
	spoiled error
	// rotten is set when a part of catalog.db could not be read.
	rotten atomic.Bool
}

// Open opens the store in dir, made if there is none. A price book that
// cannot be read any more is set aside with a warning; what else is wrong is
// an error, ErrLocked or ErrDamaged among them. The caller closes it.
func Open(dir string, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MaxSize == 0 {
		o.MaxSize = DefaultSize
	}
	if o.Commit == nil {
		o.Commit = func(_ string, commit func() error) error { return commit() }
	}
	if o.Clock == nil {
		o.Clock = func() wire.Clock { return "" }
	}
	if err := makeDir(dir); err != nil {
		return nil, fmt.Errorf("store: make the folder %s: %w", dir, remedy(err))
	}
	s := &Store{
		dir: dir, log: o.Log, commit: o.Commit, of: o.Address, clock: o.Clock, inc: newIncarnation(), opened: time.Now(), readings: newReadings(),
	}
	state := stateFile(dir, o.MaxSize+reserve)
	state.fill = func(tx *bbolt.Tx) error { return errors.Join(fillState(tx), s.beginQuotas(tx)) }
	if err := s.openState(state); err != nil {
		return nil, err
	}
	if err := sweep(dir); err != nil {
		s.log.Warn("half-made files were left", slog.Any("error", err))
	}
	if err := s.openCatalog(); err != nil {
		return nil, errors.Join(err, s.state.Close())
	}
	release(s.state) // what opening read is not read again soon
	s.w = &writer{
		db: s.state, dir: dir, size: o.MaxSize, done: s.committed,
		update: func(change func(*bbolt.Tx) error) error {
			clear(s.readings.fresh)
			s.quotas.fresh = nil
			return s.update(StateFile, s.state, change)
		},
		todo: make(chan *op, queue), quit: make(chan struct{}), ended: make(chan struct{}),
	}
	s.cared, s.tend = make(chan struct{}), newTending()
	go s.w.run()
	if s.unfinished {
		s.begin()
	}
	go s.care()
	go s.tending(o.MaxSize)
	s.close = sync.OnceValue(s.end)
	return s, nil
}

// begin writes what an opening has to, nothing mostly. What cannot be written
// now is written at another opening.
func (s *Store) begin() {
	for _, change := range []func(*bbolt.Tx) error{grow, s.beginQuotas, s.tellRepairs} {
		if err := s.write(context.Background(), change); err != nil {
			s.log.Warn("the local ledger is not brought up to date yet", slog.Any("error", err))
		}
	}
}

// end closes the files and leaves the word that it did.
func (s *Store) end() error {
	s.tend.end()
	close(s.w.quit)
	<-s.w.ended
	<-s.cared
	if s.w.broken == nil {
		if err := s.update(StateFile, s.state, markClosed); err != nil && !errors.Is(err, errSame) {
			s.log.Warn("the next start will check the local ledger", slog.Any("error", err))
		}
		s.leave(func(w *word) { w.Openings = 0 })
	}
	return errors.Join(s.catalog.Load().Close(), s.state.Close())
}

// OpenReadOnly opens the store in dir to look at it. No process may hold it
// for writing: ErrLocked is returned while the service runs. Stop the service
// first, or copy the folder and open the copy.
func OpenReadOnly(dir string) (*Store, error) {
	s := &Store{dir: dir, log: slog.New(slog.DiscardHandler), readings: newReadings()}
	state, catalog := stateFile(dir, 0), catalogFile(dir)
	state.readOnly, catalog.readOnly = true, true
	if err := s.openState(state); err != nil {
		return nil, err
	}
	if err := s.tryCatalog(catalog); err != nil {
		return nil, errors.Join(err, s.state.Close())
	}
	s.close = sync.OnceValue(func() error { return errors.Join(s.catalog.Load().Close(), s.state.Close()) })
	return s, nil
}

// OpenState opens state.db alone to look at it, as OpenReadOnly does: for a
// store whose price books are damaged or away.
func OpenState(dir string) (*Store, error) {
	s := &Store{dir: dir, log: slog.New(slog.DiscardHandler), readings: newReadings()}
	f := stateFile(dir, 0)
	f.readOnly = true
	if err := s.openState(f); err != nil {
		return nil, err
	}
	s.close = sync.OnceValue(s.state.Close)
	return s, nil
}

func stateFile(dir string, size int64) file {
	return file{path: filepath.Join(dir, StateFile), size: size, fill: fillState, legible: legible}
}

func catalogFile(dir string) file {
	return file{path: filepath.Join(dir, CatalogFile), size: maxBooks, fill: fillCatalog}
}

// write has one change of state.db committed.
func (s *Store) write(ctx context.Context, change func(*bbolt.Tx) error) error {
	if s.w == nil {
		return ErrReadOnly
	}
	return s.w.do(ctx, change)
}

// Close ends the store. What waits is written first. A second Close returns
// what the first did.
func (s *Store) Close() error { return s.close() }

// Watch returns a channel that holds one empty struct after something was
// committed since the last look; read the store again then. The caller calls
// stop when it looks no more.
func (s *Store) Watch() (changed <-chan struct{}, stop func()) { return s.changed.Watch() }
