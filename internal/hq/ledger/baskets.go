package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Baskets returns what was bought together: the products of the newest baskets
// of a store that were told of since then, each once and by number. Not more
// than so many baskets come.
func (l *Ledger) Baskets(ctx context.Context, tenant, store string, since time.Time, most int) ([][]gs1.GTIN, error) {
	return list(ctx, l, "baskets", func(r *sql.Rows) ([]gs1.GTIN, error) {
		var data string
		var sale struct {
			Lines []struct {
				GTIN gs1.GTIN `json:"gtin"`
			} `json:"lines"`
		}
		if err := r.Scan(&data); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(data), &sale); err != nil {
			return nil, err
		}
		products := make([]gs1.GTIN, len(sale.Lines))
		for i, line := range sale.Lines {
			products[i] = line.GTIN
		}
		slices.Sort(products)
		return slices.Compact(products), nil
	}, `SELECT data FROM events e JOIN devices d ON d.id = e.device
		WHERE d.tenant=? AND d.store=? AND e.type=? AND e.fault='' AND e.received>=? ORDER BY n DESC LIMIT ?`,
		tenant, store, string(wire.BasketClosed), stamp(since), most)
}
