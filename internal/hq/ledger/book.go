package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"endcap/offers/catalog"
	"endcap/sync/wire"
)

// Book is one version of a store's price book, made and signed.
type Book struct {
	Manifest wire.Manifest
	Signed   wire.Signed
	Pieces   []wire.Piece // of the book, its index and its deltas
	Products []catalog.Product
	// Prices are what changes in what products cost from From on. They take
	// the place of all that was planned for then before.
	From   time.Time
	Prices []PriceChange
}

// Head is the newest book of a store.
type Head struct {
	N             int64 // order of publishing, rising
	Tenant, Store string
	Version       uint64
	Signed        wire.Signed
}

// ErrNoChunk is returned when a chunk is of no book that is kept.
var ErrNoChunk = errors.New("ledger: no such chunk")

// Publish keeps the next edition of a store's price book. seal is given the
// one it must have, newer than any before, and makes it; it runs within the
// transaction, so two publishers never make the same edition. An epoch begins
// when anew says so, and when a device of the store sells by a book that this
// ledger never had: it was restored from a backup.
func (l *Ledger) Publish(ctx context.Context, tenant, store string, anew bool, seal func(wire.Edition) (Book, error)) (wire.Manifest, error) {
	var book Book
	err := l.update(ctx, func(tx *sql.Tx) error {
		newest, err := manifests(ctx, tx, tenant, store, 1)
		if err != nil {
			return err
		}
		var next wire.Edition
		if len(newest) > 0 {
			next = newest[0].Edition()
		}
		var seen uint64
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(book), 0) FROM devices WHERE tenant=? AND store=?", tenant, store).Scan(&seen); err != nil {
			return err
		}
		if anew || seen > next.Version {
			next.Epoch++
		}
		next.Version++
		if book, err = seal(next); err != nil {
			return err
		}
		return keep(ctx, tx, book)
	})
	if err != nil {
		return wire.Manifest{}, fmt.Errorf("ledger: publish a book for store %s: %w", store, err)
	}
	return book.Manifest, nil
}

// keep stores a book and drops those that no device asks for any more.
func keep(ctx context.Context, tx *sql.Tx, b Book) error {
	m := b.Manifest
	if _, err := tx.ExecContext(ctx, "INSERT INTO books (tenant, store, version, manifest, key, sig) VALUES (?,?,?,?,?,?)",
		m.Tenant, m.Store, m.Version, b.Signed.Body, b.Signed.Key, b.Signed.Sig); err != nil {
		return err
	}
	for _, p := range b.Pieces {
		if err := keepPiece(ctx, tx, m, p); err != nil {
			return err
		}
	}
	if err := keepNames(ctx, tx, m, b.Products); err != nil {
		return err
	}
	if err := keepPrices(ctx, tx, m, b); err != nil {
		return err
	}
	// The row of the newest version stays for ever, so versions only rise.
	for _, drop := range []string{"books", "chunks"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+drop+" WHERE tenant=? AND store=? AND version+?<=?", m.Tenant, m.Store, keptBooks, m.Version); err != nil {
			return err
		}
	}
	return nil
}

// keepPiece keeps a piece under the newest version that it is of, once.
func keepPiece(ctx context.Context, tx *sql.Tx, m wire.Manifest, p wire.Piece) error {
	r, err := tx.ExecContext(ctx, "UPDATE chunks SET version=? WHERE tenant=? AND store=? AND sha256=?", m.Version, m.Tenant, m.Store, p.SHA256)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); n > 0 || err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO chunks (tenant, store, version, sha256, data) VALUES (?,?,?,?,?)", m.Tenant, m.Store, m.Version, p.SHA256, p.Bytes)
	return err
}

// Books returns the manifests of the store's books that are kept, the newest
// first, at most limit. Every chunk that they name is there.
func (l *Ledger) Books(ctx context.Context, tenant, store string, limit int) ([]wire.Manifest, error) {
	all, err := manifests(ctx, l.read, tenant, store, limit)
	if err != nil {
		return nil, fmt.Errorf("ledger: books of store %s: %w", store, explain(err))
	}
	return all, nil
}

// querier is a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// manifests is Books on a connection or within a transaction.
func manifests(ctx context.Context, from querier, tenant, store string, limit int) (all []wire.Manifest, err error) {
	rows, err := from.QueryContext(ctx, "SELECT manifest FROM books WHERE tenant=? AND store=? ORDER BY version DESC LIMIT ?", tenant, store, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err has told already
	for rows.Next() {
		var text []byte
		var m wire.Manifest
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &m); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

func keepNames(ctx context.Context, tx *sql.Tx, m wire.Manifest, products []catalog.Product) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM goods WHERE tenant=? AND store=?", m.Tenant, m.Store); err != nil {
		return err
	}
	name, err := tx.PrepareContext(ctx, "INSERT INTO goods (tenant, store, gtin, name) VALUES (?,?,?,?) ON CONFLICT DO NOTHING")
	if err != nil {
		return err
	}
	defer name.Close() //nolint:errcheck // every Exec has told already
	for _, p := range products {
		if _, err := name.ExecContext(ctx, m.Tenant, m.Store, p.GTIN.String(), p.Name); err != nil {
			return err
		}
	}
	return nil
}

// Head returns a store's signed manifest, nil when it has no book.
func (l *Ledger) Head(ctx context.Context, tenant, store string) (*wire.Signed, error) {
	var s wire.Signed
	err := l.read.QueryRowContext(ctx, "SELECT manifest, key, sig FROM books WHERE tenant=? AND store=? ORDER BY version DESC LIMIT 1", tenant, store).
		Scan(&s.Body, &s.Key, &s.Sig)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: book of store %s: %w", store, explain(err))
	}
	return &s, nil
}

// Heads returns the newest book of every store that published after n, in
// the order of publishing, at most 1,000. Other processes publish too.
func (l *Ledger) Heads(ctx context.Context, after int64) ([]Head, error) {
	// It is asked after every COMMIT, and the answer is nearly always none.
	var newest int64
	err := l.read.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM books").Scan(&newest)
	switch {
	case err != nil:
		return nil, fmt.Errorf("ledger: read books: %w", explain(err))
	case newest <= after:
		return nil, nil
	}
	return list(ctx, l, "books", func(r *sql.Rows) (h Head, err error) {
		err = r.Scan(&h.N, &h.Tenant, &h.Store, &h.Version, &h.Signed.Body, &h.Signed.Key, &h.Signed.Sig)
		return h, err
	}, `SELECT n, tenant, store, version, manifest, key, sig FROM books b
		WHERE n > ? AND NOT EXISTS (SELECT 1 FROM books later WHERE later.tenant=b.tenant AND later.store=b.store AND later.n > b.n)
		ORDER BY n LIMIT ?`, after, maxRows)
}

// Chunk returns the compressed bytes of a chunk of one of a store's kept
// books, or ErrNoChunk.
func (l *Ledger) Chunk(ctx context.Context, tenant, store, sha256 string) (b []byte, err error) {
	row := l.read.QueryRowContext(ctx, "SELECT data FROM chunks WHERE tenant=? AND store=? AND sha256=? LIMIT 1", tenant, store, sha256)
	switch err := row.Scan(&b); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, fmt.Errorf("%w: %.64q of store %s", ErrNoChunk, sha256, store)
	case err != nil:
		return nil, fmt.Errorf("ledger: chunk %.64q: %w", sha256, explain(err))
	}
	return b, nil
}
