// Package ledger is headquarters' book of record: every event of every device
// exactly once, in a SQLite file or in a PostgreSQL database.
//
// An event is known by (tenant, store, device, incarnation, stream, number).
// Append answers with the stream's watermark, up to which every number is on
// disk; it is computed in the transaction that stores the events and returned
// only after COMMIT, which means on disk: in SQLite by WAL mode with
// synchronous=FULL, in PostgreSQL by synchronous_commit=on. Whoever holds a
// watermark may therefore forget what lies below it.
//
// # Markers
//
// A device without room gives up detail: one marker takes the place of many
// events, with the sums of what they moved. The ledger may have had some of
// them before they were summed up; the marker then adds the rest.
//
// # What may go wrong
//
// A device may be put back to an older copy, lose its storage, or be copied;
// so may this ledger. Each is noticed by what hellos and watermarks say of
// each other, is told by an Alarm, and never stops a stream.
//
// # Processes
//
// Several processes may have one ledger open (endcap-hq publish beside
// endcap-hq serve). SQLite makes all of them take turns; in PostgreSQL only
// those about one device do, so several may serve one fleet.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

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
	// ErrDamaged is returned when the file or the database is not a ledger
	// any more.
	ErrDamaged = errors.New("the ledger is damaged: stop endcap-hq and put the last backup in its place")
	// ErrAway is returned when the database does not answer. Whether the
	// last transaction took place is not known, so nothing is acknowledged.
	ErrAway = errors.New("the ledger's database cannot be reached: start it, or mend the network; devices keep their events until then")
)

// Ledger is an open ledger. Its methods may be called from any goroutine.
type Ledger struct {
	name        string // for people
	dialect     dialect
	write, read *sql.DB // in PostgreSQL the same
	do          statements
	changed     device.Latest[struct{}]
	log         *slog.Logger
	commit      func(commit func() error) error
}

// Options of a ledger.
type Options struct {
	Dir string // where its file is, or is made
	// Database is postgres://user@host:port/name, or the words of libpq, for
	// a ledger there. Empty is the file in Dir.
	Database string
	// Log is told of contradictions between devices' words. Nil is no log.
	Log *slog.Logger
	// Commit, if not nil, runs every COMMIT and returns what commit did. A
	// simulation ends headquarters in it: after another error the transaction
	// has not happened.
	Commit func(commit func() error) error
}

// Open opens the ledger and makes it if there is none. The caller closes it.
func Open(ctx context.Context, o Options) (l *Ledger, err error) {
	if o.Database != "" {
		l, err = openPostgres(ctx, o.Database)
	} else {
		l, err = openSQLite(ctx, o.Dir)
	}
	if err != nil {
		return nil, err
	}
	if l.log = o.Log; o.Log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	if l.commit = o.Commit; o.Commit == nil {
		l.commit = func(commit func() error) error { return commit() }
	}
	return l, nil
}

// prepare makes the ledger ready for its first transaction, or closes it.
func (l *Ledger) prepare(ctx context.Context) error {
	err := l.dialect.prepare(ctx, l.write)
	if err == nil {
		l.do, err = prepareStatements(ctx, l.write)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("ledger: open %s: %w", l.name, explain(err)), l.Close())
	}
	return nil
}

// Close closes the ledger. Calls under way end first.
func (l *Ledger) Close() error { return errors.Join(l.read.Close(), l.write.Close()) }

// Watch returns a channel that holds one empty struct whenever this process
// has changed the ledger, and the call that ends the watch. Read the ledger
// again then.
func (l *Ledger) Watch() (changed <-chan struct{}, end func()) { return l.changed.Watch() }

// explain puts the remedy before the database's own words.
func explain(err error) error {
	for _, known := range []error{ErrLocked, ErrFull, ErrDamaged, ErrAway} {
		if errors.Is(err, known) {
			return err
		}
	}
	return explainSQLite(explainPostgres(err))
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
