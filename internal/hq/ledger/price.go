package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// PriceChange is what a product costs from a moment on.
type PriceChange struct {
	GTIN gs1.GTIN // 0 is no product: the moment when the log of the store begins
	catalog.Price
}

// Prices is the price log of a store: what each product has cost and is
// planned to cost. It is the record on which prior prices rest; only
// publishing and AddPrices write it.
type Prices struct {
	// At is the edition of the store's newest book when the log was read, Made
	// when that was made, and Currency what it is in; none where there is none.
	At       wire.Edition
	Made     time.Time
	Currency string
	// Began is when the first book was published with its prices logged, zero
	// where none was.
	Began time.Time
	logs  map[gs1.GTIN]catalog.PriceLog
}

// Of returns the log of a product. One that the store began to sell after the
// log began starts with that it was not sold.
func (p Prices) Of(g gs1.GTIN) catalog.PriceLog {
	l := p.logs[g]
	if p.Began.IsZero() || len(l) > 0 && !l[0].Since.After(p.Began) {
		return l
	}
	return append(catalog.PriceLog{{Since: p.Began, Kind: catalog.NotSold}}, l...)
}

// Prices reads the price log of a store.
func (l *Ledger) Prices(ctx context.Context, tenant, store string) (Prices, error) {
	p := Prices{logs: map[gs1.GTIN]catalog.PriceLog{}}
	newest, err := l.Books(ctx, tenant, store, 1)
	if err != nil {
		return p, err
	}
	if len(newest) > 0 {
		p.At, p.Made, p.Currency = newest[0].Edition(), newest[0].Made, newest[0].Currency
	}
	rows, err := l.read.QueryContext(ctx, "SELECT gtin, since, minor, kind FROM prices WHERE tenant=? AND store=? ORDER BY gtin, since", tenant, store)
	if err == nil {
		defer rows.Close() //nolint:errcheck // Err has told already
		for err == nil && rows.Next() {
			err = p.scan(rows)
		}
	}
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		return p, fmt.Errorf("ledger: prices of store %s: %w", store, explain(err))
	}
	return p, nil
}

// Products returns the products that the log knows, by number.
func (p Prices) Products() []gs1.GTIN { return slices.Sorted(maps.Keys(p.logs)) }

func (p *Prices) scan(r *sql.Rows) error {
	var number, since string
	var price catalog.Price
	if err := r.Scan(&number, &since, &price.Minor, &price.Kind); err != nil {
		return err
	}
	price.Since = unstamp(since)
	if number == "" {
		p.Began = price.Since
		return nil
	}
	g, err := gs1.ParseGTIN(number)
	p.logs[g] = append(p.logs[g], price)
	return err
}

// AddPrices adds prices of a time before the log began, as another system
// knows them. What the log has of the same product and moment stays.
func (l *Ledger) AddPrices(ctx context.Context, tenant, store string, prices []PriceChange) error {
	err := l.update(ctx, func(tx *sql.Tx) error {
		return insertPrices(ctx, tx, tenant, store, prices)
	})
	if err != nil {
		return fmt.Errorf("ledger: add prices of store %s: %w", store, err)
	}
	return nil
}

// keepPrices keeps what a book changes, and drops what nobody asks for any
// more: prices that were over long ago.
func keepPrices(ctx context.Context, tx *sql.Tx, m wire.Manifest, b Book) error {
	if b.From.IsZero() {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM prices WHERE tenant=? AND store=? AND since>=? AND gtin<>''", m.Tenant, m.Store, stamp(b.From)); err != nil {
		return err
	}
	if err := insertPrices(ctx, tx, m.Tenant, m.Store, b.Prices); err != nil {
		return err
	}
	old := stamp(b.From.Add(-keptPrices)) // where the log begins from now on
	if _, err := tx.ExecContext(ctx, "UPDATE prices SET since=? WHERE tenant=? AND store=? AND gtin='' AND since<?", old, m.Tenant, m.Store, old); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM prices WHERE tenant=? AND store=? AND since<? AND EXISTS (SELECT 1 FROM prices later
		WHERE later.tenant=prices.tenant AND later.store=prices.store AND later.gtin=prices.gtin AND later.since>prices.since AND later.since<=?)`,
		m.Tenant, m.Store, old, old)
	return err
}

func insertPrices(ctx context.Context, tx *sql.Tx, tenant, store string, prices []PriceChange) error {
	add, err := tx.PrepareContext(ctx, "INSERT INTO prices (tenant, store, gtin, since, minor, kind) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING")
	if err != nil {
		return err
	}
	defer add.Close() //nolint:errcheck // every Exec has told already
	for _, p := range prices {
		number := ""
		if p.GTIN != 0 {
			number = p.GTIN.String()
		}
		if _, err := add.ExecContext(ctx, tenant, store, number, stamp(p.Since), p.Minor, string(p.Kind)); err != nil {
			return err
		}
	}
	return nil
}
