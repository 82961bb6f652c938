package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// schema is the whole of version 1. Times are UTC text that sorts; at is the
// device's own words.
const schema = `
CREATE TABLE streams (
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, inc TEXT NOT NULL,
	upto INTEGER NOT NULL, -- every event 1..upto is in events, or in a gap
	PRIMARY KEY (tenant, store, device, inc)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
	n INTEGER PRIMARY KEY AUTOINCREMENT, -- order of arrival
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, inc TEXT NOT NULL,
	seq INTEGER NOT NULL,
	type TEXT NOT NULL, at TEXT NOT NULL, received TEXT NOT NULL, data TEXT NOT NULL,
	fault TEXT NOT NULL DEFAULT '',      -- why it adds to no sum: a dead letter
	UNIQUE (tenant, store, device, inc, seq)
) STRICT;
CREATE INDEX events_of_device ON events (store, device, n);
CREATE INDEX events_faulty ON events (n) WHERE fault <> '';

CREATE TABLE conflicts (                 -- the same number, said again otherwise
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, inc TEXT NOT NULL,
	seq INTEGER NOT NULL,
	type TEXT NOT NULL, at TEXT NOT NULL, received TEXT NOT NULL, data TEXT NOT NULL,
	UNIQUE (tenant, store, device, inc, seq, type, at, data)
) STRICT;

CREATE TABLE gaps (                      -- numbers a device keeps no more and this ledger never had
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, inc TEXT NOT NULL,
	first INTEGER NOT NULL, last INTEGER NOT NULL, noticed TEXT NOT NULL,
	PRIMARY KEY (tenant, store, device, inc, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE unreadable (
	n INTEGER PRIMARY KEY AUTOINCREMENT,
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
	kind TEXT NOT NULL, why TEXT NOT NULL, received TEXT NOT NULL, raw BLOB NOT NULL
) STRICT;

CREATE TABLE stock (
	tenant TEXT NOT NULL, store TEXT NOT NULL,
	gtin TEXT NOT NULL, lot TEXT NOT NULL, place TEXT NOT NULL, grams INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	PRIMARY KEY (tenant, store, gtin, lot, place, grams)
) STRICT, WITHOUT ROWID;

CREATE TABLE sales (
	tenant TEXT NOT NULL, store TEXT NOT NULL, day TEXT NOT NULL, currency TEXT NOT NULL,
	baskets INTEGER NOT NULL, pieces INTEGER NOT NULL,
	total INTEGER NOT NULL, saved INTEGER NOT NULL,
	PRIMARY KEY (tenant, store, day, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
	inc TEXT NOT NULL DEFAULT '', session INTEGER NOT NULL DEFAULT 0,
	online INTEGER NOT NULL DEFAULT 0,
	role TEXT NOT NULL DEFAULT '', version TEXT NOT NULL DEFAULT '',
	book INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL DEFAULT 1,
	seen TEXT NOT NULL,
	PRIMARY KEY (tenant, store, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE books (
	n INTEGER PRIMARY KEY AUTOINCREMENT, -- order of publishing over all stores
	tenant TEXT NOT NULL, store TEXT NOT NULL, version INTEGER NOT NULL,
	manifest BLOB NOT NULL, key TEXT NOT NULL, sig BLOB NOT NULL,
	UNIQUE (tenant, store, version)
) STRICT;

CREATE TABLE chunks (
	tenant TEXT NOT NULL, store TEXT NOT NULL, version INTEGER NOT NULL,
	sha256 TEXT NOT NULL, data BLOB NOT NULL,
	PRIMARY KEY (tenant, store, sha256, version)
) STRICT;

CREATE TABLE goods (                     -- names, for the pages
	tenant TEXT NOT NULL, store TEXT NOT NULL, gtin TEXT NOT NULL, name TEXT NOT NULL,
	PRIMARY KEY (tenant, store, gtin)
) STRICT, WITHOUT ROWID;
`

const schemaVersion = 1

// prepare makes the tables, or refuses a file that a newer endcap-hq wrote.
func prepare(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	var v int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		return err
	}
	switch v {
	case schemaVersion:
		return nil
	case 0:
	default:
		return fmt.Errorf("it has schema %d and this endcap-hq knows %d: run the newer endcap-hq that wrote it", v, schemaVersion)
	}
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion)); err != nil {
		return err
	}
	return tx.Commit()
}
