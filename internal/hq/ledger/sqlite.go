package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens the file in a folder. Its one writer, and the lock that
// every writing transaction begins with, make all take turns.
func openSQLite(ctx context.Context, dir string) (*Ledger, error) {
	path := filepath.Join(dir, File)
	l := &Ledger{name: path, dialect: dialect{
		words:      strings.NewReplacer(),
		version:    "PRAGMA user_version",
		setVersion: "PRAGMA user_version = %d",
		collided:   func(error) bool { return false },
	}}
	var err error
	if l.write, err = sql.Open("sqlite", source(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"},
	})); err != nil {
		return nil, err
	}
	l.write.SetMaxOpenConns(1)
	l.read, err = sql.Open("sqlite", source(path, url.Values{"_query_only": {"1"}}))
	if err != nil {
		return nil, errors.Join(err, l.write.Close())
	}
	l.read.SetMaxOpenConns(readers)
	return l, l.prepare(ctx)
}

func source(path string, q url.Values) string {
	q.Set("_busy_timeout", strconv.FormatInt(busyWait.Milliseconds(), 10))
	q.Set("_dqs", "0")
	q.Set("_defensive", "1")
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// explainSQLite puts the remedy before SQLite's own words.
func explainSQLite(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
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
