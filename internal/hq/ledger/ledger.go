// Package ledger is headquarters' book of record: every event of every device
// exactly once, in one SQLite file.
//
// An event is known by (tenant, store, device, incarnation, number). Append
// answers with the stream's watermark, up to which every number is on disk;
// it is computed in the transaction that stores the events and returned only
// after COMMIT, in WAL mode with synchronous=FULL. Whoever holds a watermark
// may therefore forget what lies below it.
//
// One Ledger writes with one connection. Several processes may have the file
// open (endcap-hq publish beside endcap-hq serve); SQLite makes them take
// turns.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"endcap/device"
)

// File is the name of the ledger in headquarters' folder.
const File = "ledger.db"

// Errors that say what somebody has to do.
var (
	// ErrLocked is returned when another process kept the ledger longer than
	// a writer waits.
	ErrLocked = errors.New("another process holds the ledger: end it, or try again when it is done")
	// ErrFull is returned when the disk has no room. Nothing was accepted;
	// devices keep their events and send them again.
	ErrFull = errors.New("the disk is full: make room; devices keep their events until then")
	// ErrDamaged is returned when the file is not a ledger any more.
	ErrDamaged = errors.New("the ledger file is damaged: stop endcap-hq and put the last backup in its place")
)

// Ledger is an open ledger. Its methods may be called from any goroutine.
type Ledger struct {
	write, read *sql.DB
	do          statements
	changed     device.Latest[struct{}]
	log         *slog.Logger
	commit      func(commit func() error) error
}

// Options of a ledger.
type Options struct {
	Dir string // where its file is, or is made
	// Log is told of contradictions between devices' words. Nil is no log.
	Log *slog.Logger
	// Commit, if not nil, runs every COMMIT and returns what commit did. A
	// simulation ends headquarters in it: after another error the transaction
	// has not happened.
	Commit func(commit func() error) error
}

// Open opens the ledger and makes it if there is none. The caller closes it.
func Open(ctx context.Context, o Options) (*Ledger, error) {
	path := filepath.Join(o.Dir, File)
	l, err := open(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("ledger: open %s: %w", path, explain(err))
	}
	if l.log = o.Log; o.Log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	if l.commit = o.Commit; o.Commit == nil {
		l.commit = func(commit func() error) error { return commit() }
	}
	return l, nil
}

func open(ctx context.Context, path string) (*Ledger, error) {
	l := &Ledger{}
	var err error
	if l.write, err = sql.Open("sqlite", source(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"},
	})); err != nil {
		return nil, err
	}
	l.write.SetMaxOpenConns(1)
	if err = prepare(ctx, l.write); err == nil {
		l.do, err = prepareStatements(ctx, l.write)
	}
	if err == nil {
		l.read, err = sql.Open("sqlite", source(path, url.Values{"_query_only": {"1"}}))
	}
	if err != nil {
		return nil, errors.Join(err, l.write.Close())
	}
	l.read.SetMaxOpenConns(readers)
	return l, nil
}

func source(path string, q url.Values) string {
	q.Set("_busy_timeout", strconv.FormatInt(busyWait.Milliseconds(), 10))
	q.Set("_dqs", "0")
	q.Set("_defensive", "1")
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// Close closes the file. Calls under way end first.
func (l *Ledger) Close() error { return errors.Join(l.read.Close(), l.write.Close()) }

// Watch returns a channel that holds one empty struct whenever this process
// has changed the ledger, and the call that ends the watch. Read the ledger
// again then.
func (l *Ledger) Watch() (changed <-chan struct{}, end func()) { return l.changed.Watch() }

// update runs f in one transaction and tells watchers after COMMIT.
func (l *Ledger) update(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := l.write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	if err := f(tx); err != nil {
		return errors.Join(explain(err), tx.Rollback())
	}
	if err := l.commit(tx.Commit); err != nil {
		return errors.Join(explain(err), ended(tx.Rollback()))
	}
	l.changed.Set(struct{}{})
	return nil
}

// ended passes over that a transaction is over already.
func ended(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// explain puts the remedy before SQLite's own words.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	for _, known := range []error{ErrLocked, ErrFull, ErrDamaged} {
		if errors.Is(err, known) {
			return err
		}
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", ErrLocked, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	case sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("it cannot be opened: the folder must exist and be writable (%w)", err)
	}
	return err
}

// stamp writes a time as the ledger keeps it.
func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

const stampLayout = "2006-01-02T15:04:05.000Z"

// unstamp reads what stamp wrote; what it did not write is no time.
func unstamp(s string) time.Time {
	t, err := time.Parse(stampLayout, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
