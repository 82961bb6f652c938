package ledger

// What follows is in SQLite's words (dialect.words). Times are UTC text that
// sorts; at is the device's own words.

// schema2 is the whole of version 2.
const schema2 = `
CREATE TABLE devices (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	tenant TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
	inc TEXT NOT NULL DEFAULT '',        -- the present incarnation, of the last hello that was no twin's
	session INTEGER NOT NULL DEFAULT 0,  -- its newest
	nonce TEXT NOT NULL DEFAULT '',      -- of that session's hello
	heard TEXT NOT NULL DEFAULT '',      -- when that incarnation last spoke
	online INTEGER NOT NULL DEFAULT 0,
	twin INTEGER NOT NULL DEFAULT 0,     -- the last hello was another device's of the same name
	command INTEGER NOT NULL DEFAULT 0,  -- the highest number of a command given
	taken INTEGER NOT NULL DEFAULT 0,    -- the highest that the device told it has taken
	role TEXT NOT NULL DEFAULT '', version TEXT NOT NULL DEFAULT '',
	book INTEGER NOT NULL DEFAULT 0,
	seen TEXT NOT NULL,
	UNIQUE (tenant, store, device)
) STRICT;

CREATE TABLE incarnations (              -- those that said hello
	device INTEGER NOT NULL, inc TEXT NOT NULL,
	session INTEGER NOT NULL,            -- its newest
	twin INTEGER NOT NULL,               -- of a second device of the same name
	met TEXT NOT NULL,                   -- when it first said hello, and what its clock showed then:
	wall TEXT NOT NULL, mono INTEGER NOT NULL, clock TEXT NOT NULL,
	PRIMARY KEY (device, inc)
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	device INTEGER NOT NULL, inc TEXT NOT NULL, stream TEXT NOT NULL,
	upto INTEGER NOT NULL DEFAULT 0,     -- each number 1..upto is in events, under a marker, or in a gap
	told INTEGER NOT NULL DEFAULT 0,     -- the highest number known to be given, not under upto
	UNIQUE (device, inc, stream)
) STRICT;

CREATE TABLE events (
	n INTEGER PRIMARY KEY AUTOINCREMENT, -- order of arrival
	device INTEGER NOT NULL, stream INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	first INTEGER NOT NULL,              -- of a marker: it stands for first..seq
	type TEXT NOT NULL, at TEXT NOT NULL, clock TEXT NOT NULL, mono INTEGER NOT NULL,
	received TEXT NOT NULL, data TEXT NOT NULL,
	fault TEXT NOT NULL,                 -- why it adds to no sum: a dead letter
	UNIQUE (stream, seq)
) STRICT;
CREATE INDEX events_of_device ON events (device, n);
CREATE INDEX events_faulty ON events (n) WHERE fault <> '';

CREATE TABLE conflicts (                 -- the same number, said again otherwise
	stream INTEGER NOT NULL, seq INTEGER NOT NULL,
	type TEXT NOT NULL, at TEXT NOT NULL, received TEXT NOT NULL, data TEXT NOT NULL,
	sha256 TEXT NOT NULL,                -- of what it says
	PRIMARY KEY (stream, seq, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarms (                    -- what a person has to know
	n INTEGER PRIMARY KEY AUTOINCREMENT,
	device INTEGER NOT NULL, kind TEXT NOT NULL,
	inc TEXT NOT NULL, stream TEXT NOT NULL,
	first INTEGER NOT NULL, last INTEGER NOT NULL,
	noticed TEXT NOT NULL,
	UNIQUE (device, kind, inc, stream, first, last)
) STRICT;

CREATE TABLE commands (
	n INTEGER PRIMARY KEY AUTOINCREMENT,
	device INTEGER NOT NULL, number INTEGER NOT NULL,
	id TEXT NOT NULL, kind TEXT NOT NULL, args TEXT NOT NULL,
	issued TEXT NOT NULL, expires TEXT NOT NULL,
	fresh INTEGER NOT NULL,              -- it goes with the nonce of the hello
	state TEXT NOT NULL, text TEXT NOT NULL DEFAULT '',
	changed TEXT NOT NULL,               -- when its state did
	UNIQUE (device, number),
	UNIQUE (id)
) STRICT;
CREATE INDEX commands_open ON commands (device, number) WHERE state IN ('waiting', 'sent');

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

// schema3 is what version 3 adds.
const schema3 = `
CREATE TABLE prices (                    -- what each product costs, until the next row of it
	tenant TEXT NOT NULL, store TEXT NOT NULL,
	gtin TEXT NOT NULL,                  -- empty for the beginning of the store's log
	since TEXT NOT NULL,
	minor INTEGER NOT NULL, kind TEXT NOT NULL,
	PRIMARY KEY (tenant, store, gtin, since)
) STRICT, WITHOUT ROWID;
`

// schema4 is what version 4 adds.
const schema4 = `
ALTER TABLE devices ADD COLUMN quotas TEXT NOT NULL DEFAULT ''; -- the name of its book of grants
ALTER TABLE devices ADD COLUMN offers INTEGER NOT NULL DEFAULT 0; -- what it knows of their format

CREATE TABLE budgets (                   -- what may be given of an offer in all; 0 is without end
	tenant TEXT NOT NULL, offer TEXT NOT NULL,
	uses INTEGER NOT NULL, money INTEGER NOT NULL, currency TEXT NOT NULL,
	PRIMARY KEY (tenant, offer)
) STRICT, WITHOUT ROWID;

CREATE TABLE grants (                    -- what one device may give of it
	n INTEGER PRIMARY KEY AUTOINCREMENT,
	id TEXT NOT NULL,                    -- and of the command that brings it
	device INTEGER NOT NULL, book TEXT NOT NULL,
	tenant TEXT NOT NULL, offer TEXT NOT NULL, account TEXT NOT NULL,
	uses INTEGER NOT NULL, money INTEGER NOT NULL, points INTEGER NOT NULL,
	first INTEGER NOT NULL, last INTEGER NOT NULL, -- of its serials
	until TEXT NOT NULL,
	closed INTEGER NOT NULL DEFAULT 0,   -- the device gives no more of it; what it gave:
	took_uses INTEGER NOT NULL DEFAULT 0, took_money INTEGER NOT NULL DEFAULT 0, took_points INTEGER NOT NULL DEFAULT 0,
	UNIQUE (id)
) STRICT;
CREATE INDEX grants_of ON grants (tenant, offer, account);

CREATE TABLE redeemed (                  -- what devices told that they gave
	tenant TEXT NOT NULL, offer TEXT NOT NULL, currency TEXT NOT NULL,
	uses INTEGER NOT NULL, money INTEGER NOT NULL,
	PRIMARY KEY (tenant, offer, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE points (                    -- entries, each once by its id
	n INTEGER PRIMARY KEY AUTOINCREMENT,
	tenant TEXT NOT NULL, id TEXT NOT NULL,
	source TEXT NOT NULL, target TEXT NOT NULL, points INTEGER NOT NULL,
	offer TEXT NOT NULL, basket TEXT NOT NULL, at TEXT NOT NULL,
	UNIQUE (tenant, id)
) STRICT;
CREATE INDEX points_from ON points (tenant, source);
CREATE INDEX points_to ON points (tenant, target);

CREATE TABLE wins (                      -- the secret of each instant win
	tenant TEXT NOT NULL, offer TEXT NOT NULL,
	master TEXT NOT NULL, chance INTEGER NOT NULL,
	published TEXT NOT NULL,             -- when; empty until then
	PRIMARY KEY (tenant, offer)
) STRICT, WITHOUT ROWID;
`

const schemaVersion = 4

// schema returns what makes version 4 of an earlier one, 0 being none; false
// where that one is not read.
func schema(from int) (string, bool) {
	switch from {
	case 0:
		return schema2 + schema3 + schema4, true
	case 2:
		return schema3 + schema4, true
	case 3:
		return schema4, true
	}
	return "", false
}
