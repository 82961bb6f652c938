package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Entry is one event in the ledger.
type Entry struct {
	N           int64 `json:"n"` // order of arrival over all devices, rising
	From        wire.Address
	Incarnation string      `json:"inc"`
	Stream      wire.Stream `json:"stream"`
	wire.Event
	Received time.Time `json:"received"`
	// Corrected is when it happened, where the device did not know and
	// headquarters can tell. At stays what the device said.
	Corrected time.Time `json:"corrected,omitzero"`
	Fault     string    `json:"fault,omitempty"` // why it is a dead letter
}

const entrySQL = `SELECT n, tenant, store, d.device, s.inc, s.stream, seq, first, type, at, e.clock, e.mono, received, data, fault,
	coalesce(i.met, ''), coalesce(i.wall, ''), coalesce(i.mono, 0), coalesce(i.clock, '')
	FROM events e JOIN devices d ON d.id = e.device JOIN streams s ON s.id = e.stream
	LEFT JOIN incarnations i ON i.device = s.device AND i.inc = s.inc `

func scanEntry(r *sql.Rows) (e Entry, err error) {
	var at, received, data, met, wall string
	var m meeting
	err = r.Scan(&e.N, &e.From.Tenant, &e.From.Store, &e.From.Device, &e.Incarnation, &e.Stream, &e.Seq, &e.First, &e.Type, &at, &e.Clock, &e.Mono, &received, &data, &e.Fault,
		&met, &wall, &m.mono, &m.clock)
	if err != nil {
		return e, err
	}
	e.Data, e.Received = json.RawMessage(data), unstamp(received)
	e.At, err = time.Parse(time.RFC3339Nano, at)
	m.at, m.wall = unstamp(met), unstamp(wall)
	e.Corrected = m.corrected(e.Event)
	return e, err
}

// Events returns up to limit entries that arrived after n, oldest first.
// At most 1,000 come at once. None that arrives later has a number below
// theirs, so whoever goes on from the last one misses none.
func (l *Ledger) Events(ctx context.Context, after int64, limit int) ([]Entry, error) {
	horizon := int64(math.MaxInt64)
	if l.dialect.settled != "" {
		var err error
		if horizon, err = l.horizon(ctx); err != nil {
			return nil, fmt.Errorf("ledger: read events: %w", explain(err))
		}
	}
	return list(ctx, l, "events", scanEntry, entrySQL+`WHERE n > ? AND n <= ? ORDER BY n LIMIT ?`, after, horizon, min(limit, maxRows))
}

// horizon is the number up to which no more events arrive.
func (l *Ledger) horizon(ctx context.Context) (n int64, err error) {
	tx, err := l.read.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // it has only read
	if _, err := tx.ExecContext(ctx, l.dialect.settled); err != nil {
		return 0, err
	}
	return n, tx.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM events").Scan(&n)
}

// Filter chooses entries; a zero field takes all.
type Filter struct {
	Store, Device string // both or none
	Faulty        bool   // dead letters only
	Before        int64  // entries that arrived before this one
}

// Newest returns up to limit entries, newest first. At most 1,000 come at once.
func (l *Ledger) Newest(ctx context.Context, f Filter, limit int) ([]Entry, error) {
	where, args := "WHERE 1=1", []any{}
	if f.Device != "" {
		where, args = where+" AND e.device IN (SELECT id FROM devices WHERE store=? AND device=?)", append(args, f.Store, f.Device)
	}
	if f.Faulty {
		where += " AND fault<>''"
	}
	if f.Before > 0 {
		where, args = where+" AND n<?", append(args, f.Before)
	}
	return list(ctx, l, "newest events", scanEntry, entrySQL+where+" ORDER BY n DESC LIMIT ?", append(args, min(limit, maxRows))...)
}

// Last returns the newest entry of every device, at most 1,000.
func (l *Ledger) Last(ctx context.Context) ([]Entry, error) {
	return list(ctx, l, "last events", scanEntry, entrySQL+`WHERE n IN
		(SELECT (SELECT max(n) FROM events WHERE device=known.id) FROM devices known)
		ORDER BY n DESC LIMIT ?`, maxRows)
}

// Total returns how many events are stored, or summed up under markers, of all
// devices.
func (l *Ledger) Total(ctx context.Context) (n int64, err error) {
	if err := l.read.QueryRowContext(ctx, `SELECT CAST(coalesce(sum(upto), 0) - coalesce((SELECT sum(last-first+1) FROM alarms WHERE kind=?), 0) AS BIGINT) FROM streams`,
		string(Older)).Scan(&n); err != nil {
		return 0, fmt.Errorf("ledger: count events: %w", explain(err))
	}
	return n, nil
}

// Count returns how many events of a stream are stored, dead letters and
// markers included.
func (l *Ledger) Count(ctx context.Context, a wire.Address, stream wire.Stream, incarnation string) (n uint64, err error) {
	row := l.read.QueryRowContext(ctx, `SELECT count(*) FROM events e JOIN streams s ON s.id = e.stream JOIN devices d ON d.id = s.device
		WHERE tenant=? AND store=? AND d.device=? AND s.inc=? AND s.stream=?`, a.Tenant, a.Store, a.Device, incarnation, string(stream))
	if err := row.Scan(&n); err != nil {
		return 0, fmt.Errorf("ledger: count events of %s/%s: %w", a.Store, a.Device, explain(err))
	}
	return n, nil
}

// Stock is what the movements of one lot at one place add up to.
type Stock struct {
	Tenant   string   `json:"tenant"`
	Store    string   `json:"store"`
	GTIN     gs1.GTIN `json:"gtin"`
	Name     string   `json:"name,omitempty"` // from the price book
	Lot      string   `json:"lot,omitempty"`
	Place    string   `json:"place"`
	Grams    bool     `json:"grams,omitempty"`
	Quantity int64    `json:"quantity"` // pieces, or grams
}

// Stock returns the sums of a store (of every store for ""), in the order of
// place, product and lot, without those that are zero. At most 1,000 come.
func (l *Ledger) Stock(ctx context.Context, store string) ([]Stock, error) {
	return list(ctx, l, "stock", func(r *sql.Rows) (s Stock, err error) {
		var gtin string
		if err = r.Scan(&s.Tenant, &s.Store, &gtin, &s.Name, &s.Lot, &s.Place, &s.Grams, &s.Quantity); err == nil {
			s.GTIN, err = gs1.ParseGTIN(gtin)
		}
		return s, err
	}, `SELECT tenant, store, gtin, coalesce(g.name, ''), lot, place, grams, quantity
		FROM stock LEFT JOIN goods g USING (tenant, store, gtin)
		WHERE (?='' OR store=?) AND quantity<>0 ORDER BY tenant, store, place, gtin, lot, grams LIMIT ?`, store, store, maxRows)
}

// Sum returns what the movements of one lot at one place add up to, in
// pieces or in grams.
func (l *Ledger) Sum(ctx context.Context, tenant, store string, g gs1.GTIN, lot, place string, grams bool) (n int64, err error) {
	row := l.read.QueryRowContext(ctx, `SELECT CAST(coalesce(sum(quantity), 0) AS BIGINT) FROM stock
		WHERE tenant=? AND store=? AND gtin=? AND lot=? AND place=? AND grams=?`, tenant, store, g.String(), lot, place, whole(grams))
	if err := row.Scan(&n); err != nil {
		return 0, fmt.Errorf("ledger: sum of %s at %s: %w", g, place, explain(err))
	}
	return n, nil
}

// Sales is what a store sold on one day in one currency.
type Sales struct {
	Tenant  string       `json:"tenant"`
	Store   string       `json:"store"`
	Day     string       `json:"day"` // as the devices' clocks say, 2027-01-31
	Baskets int64        `json:"baskets"`
	Pieces  int64        `json:"pieces"`
	Total   money.Amount `json:"total"`
	Saved   money.Amount `json:"saved"`
}

// Sales returns the totals of a store (of every store for ""), newest day
// first. At most 1,000 come.
func (l *Ledger) Sales(ctx context.Context, store string) ([]Sales, error) {
	return list(ctx, l, "sales", func(r *sql.Rows) (s Sales, err error) {
		var code string
		if err = r.Scan(&s.Tenant, &s.Store, &s.Day, &code, &s.Baskets, &s.Pieces, &s.Total.Minor, &s.Saved.Minor); err == nil && code != "" {
			s.Total.Currency, err = money.ParseCurrency(code)
			s.Saved.Currency = s.Total.Currency
		}
		return s, err
	}, `SELECT tenant, store, day, currency, baskets, pieces, total, saved FROM sales
		WHERE (?='' OR store=?) ORDER BY day DESC, tenant, store, currency LIMIT ?`, store, store, maxRows)
}

// Names returns the names of a store's products by number, as the newest
// price book has them.
func (l *Ledger) Names(ctx context.Context, tenant, store string, of []gs1.GTIN) (map[gs1.GTIN]string, error) {
	names := make(map[gs1.GTIN]string, len(of))
	for _, g := range of {
		var name string
		err := l.read.QueryRowContext(ctx, "SELECT name FROM goods WHERE tenant=? AND store=? AND gtin=?", tenant, store, g.String()).Scan(&name)
		switch {
		case err == nil:
			names[g] = name
		case !errors.Is(err, sql.ErrNoRows):
			return nil, fmt.Errorf("ledger: name of %s: %w", g, explain(err))
		}
	}
	return names, nil
}

// list runs a query and scans its rows.
func list[T any](ctx context.Context, l *Ledger, what string, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := l.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("ledger: read %s: %w", what, explain(err))
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	out := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("ledger: read %s: %w", what, err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("ledger: read %s: %w", what, explain(err))
	}
	return out, nil
}
