package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// statements are what Append runs for every batch, prepared once.
type statements struct {
	device, stream, mark *sql.Stmt
	stock, sale, heard   *sql.Stmt
	events               []*sql.Stmt // of as many rows as eventRows says
}

// eventRows are how many events one INSERT takes, most first. Fewer, longer
// statements cost less.
var eventRows = [...]int{64, 8, 1}

const (
	// deviceSQL takes the device's row, so that two transactions about one
	// device take turns.
	deviceSQL = `INSERT INTO devices (tenant, store, device, seen) VALUES (?,?,?,?)
		ON CONFLICT (tenant, store, device) DO UPDATE SET seen = excluded.seen
		RETURNING id, inc, session, heard, command`

	streamSQL = `INSERT INTO streams (device, inc, stream) VALUES (?,?,?)
		ON CONFLICT (device, inc, stream) DO UPDATE SET upto = streams.upto
		RETURNING id, upto, told`

	markSQL = `UPDATE streams SET upto=?, told=? WHERE id=?`

	eventSQL    = `INSERT INTO events (device, stream, seq, first, type, at, clock, mono, received, data, fault) VALUES `
	eventRowSQL = `(?,?,?,?,?,?,?,?,?,?,?)`

	stockSQL = `INSERT INTO stock (tenant, store, gtin, lot, place, grams, quantity) VALUES (?,?,?,?,?,?,?)
		ON CONFLICT (tenant, store, gtin, lot, place, grams) DO UPDATE SET quantity = stock.quantity + excluded.quantity`

	saleSQL = `INSERT INTO sales (tenant, store, day, currency, baskets, pieces, total, saved) VALUES (?,?,?,?,?,?,?,?)
		ON CONFLICT (tenant, store, day, currency) DO UPDATE SET baskets = sales.baskets + excluded.baskets,
			pieces = sales.pieces + excluded.pieces, total = sales.total + excluded.total, saved = sales.saved + excluded.saved`

	heardSQL = `UPDATE devices SET heard = CASE WHEN ?=1 THEN seen ELSE heard END,
		book = CASE WHEN book < ? THEN ? ELSE book END WHERE id=?`
)

func prepareStatements(ctx context.Context, db *sql.DB) (s statements, err error) {
	s.events = make([]*sql.Stmt, len(eventRows))
	type wanted struct {
		to  **sql.Stmt
		sql string
	}
	list := []wanted{
		{&s.device, deviceSQL},
		{&s.stream, streamSQL},
		{&s.mark, markSQL},
		{&s.stock, stockSQL},
		{&s.sale, saleSQL},
		{&s.heard, heardSQL},
	}
	for i, n := range eventRows {
		list = append(list, wanted{&s.events[i], eventSQL + strings.Join(slices.Repeat([]string{eventRowSQL}, n), ",")})
	}
	for _, w := range list {
		if *w.to, err = db.PrepareContext(ctx, w.sql); err != nil {
			return statements{}, fmt.Errorf("prepare %.40q: %w", w.sql, err)
		}
	}
	return s, nil
}
