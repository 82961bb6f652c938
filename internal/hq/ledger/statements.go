package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// statements are what Append runs for every event, prepared once.
type statements struct {
	upto, setUpto, event, same, conflict *sql.Stmt
	stock, sale, deviceBook, heard       *sql.Stmt
}

const (
	uptoSQL = `SELECT upto FROM streams WHERE tenant=? AND store=? AND device=? AND inc=?`

	setUptoSQL = `INSERT INTO streams (tenant, store, device, inc, upto) VALUES (?,?,?,?,?)
		ON CONFLICT DO UPDATE SET upto = excluded.upto`

	eventSQL = `INSERT INTO events (tenant, store, device, inc, seq, type, at, received, data, fault)
		VALUES (?,?,?,?,?,?,?,?,CAST(? AS TEXT),?)`

	sameSQL = `SELECT type, at, data, fault FROM events WHERE tenant=? AND store=? AND device=? AND inc=? AND seq=?`

	conflictSQL = `INSERT INTO conflicts (tenant, store, device, inc, seq, type, at, received, data)
		SELECT ?1,?2,?3,?4,?5,?6,?7,?8,CAST(?9 AS TEXT)
		WHERE (SELECT count(*) FROM conflicts WHERE tenant=?1 AND store=?2 AND device=?3 AND inc=?4) < ?10
		ON CONFLICT DO NOTHING`

	stockSQL = `INSERT INTO stock (tenant, store, gtin, lot, place, grams, quantity) VALUES (?,?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity`

	saleSQL = `INSERT INTO sales (tenant, store, day, currency, baskets, pieces, total, saved) VALUES (?,?,?,?,1,?,?,?)
		ON CONFLICT DO UPDATE SET baskets = baskets + 1, pieces = pieces + excluded.pieces,
			total = total + excluded.total, saved = saved + excluded.saved`

	deviceBookSQL = `INSERT INTO devices (tenant, store, device, book, seen) VALUES (?,?,?,?,'')
		ON CONFLICT DO UPDATE SET book = max(book, excluded.book)`

	heardSQL = `INSERT INTO devices (tenant, store, device, inc, seen, next) VALUES (?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET seen = excluded.seen,
			next = CASE inc WHEN excluded.inc THEN max(next, excluded.next) ELSE next END`
)

func prepareStatements(ctx context.Context, db *sql.DB) (statements, error) {
	var s statements
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&s.upto, uptoSQL},
		{&s.setUpto, setUptoSQL},
		{&s.event, eventSQL},
		{&s.same, sameSQL},
		{&s.conflict, conflictSQL},
		{&s.stock, stockSQL},
		{&s.sale, saleSQL},
		{&s.deviceBook, deviceBookSQL},
		{&s.heard, heardSQL},
	} {
		stmt, err := db.PrepareContext(ctx, p.sql)
		if err != nil {
			return statements{}, fmt.Errorf("prepare %.40q: %w", p.sql, err)
		}
		*p.to = stmt
	}
	return s, nil
}
