package page

import (
	"context"
	"net/http"

	"endcap/internal/hq/ledger"
)

func (p *pages) apiFleet(ctx context.Context, _ *http.Request) ([]device, error) {
	return p.devices(ctx)
}

// apiLedger answers with events in the order of their arrival: up to 1,000
// after the number asked for.
func (p *pages) apiLedger(ctx context.Context, r *http.Request) ([]event, error) {
	after, err := number(r.URL.Query().Get("after"))
	if err != nil {
		return nil, err
	}
	entries, err := p.Ledger.Events(ctx, after, maxAPI)
	if err != nil {
		return nil, err
	}
	return p.tell(ctx, entries)
}

func (p *pages) apiStock(ctx context.Context, r *http.Request) ([]ledger.Stock, error) {
	return p.Ledger.Stock(ctx, r.URL.Query().Get("store"))
}

func (p *pages) apiSales(ctx context.Context, r *http.Request) ([]ledger.Sales, error) {
	return p.Ledger.Sales(ctx, r.URL.Query().Get("store"))
}
