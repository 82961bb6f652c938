package publish

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

// MaxPrices is how many prices a file of them may have.
const MaxPrices = 1_000_000

// priceColumns are those of a file of prices.
var priceColumns = []string{"gtin", "since", "price", "currency"}

// PricesBefore are prices of a time before a log began, in one currency.
type PricesBefore struct {
	Currency money.Currency
	Prices   []ledger.PriceChange
}

// ReadPrices reads the content of a CSV file (RFC 4180, UTF-8, comma) with the
// columns gtin, since, price and currency in this order. since is a day in
// UTC, 2026-09-01, or a moment with its zone. On any fault it returns ErrFile
// with all of them.
func ReadPrices(name string, content []byte) (all PricesBefore, err error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	var faults strict.Faults
	head, err := r.Read()
	if err != nil || !slices.Equal(head, priceColumns) {
		return all, refuse(name, strict.Faults{{Line: 1, Column: 1, Text: "the first line names the columns: gtin,since,price,currency"}})
	}
	for {
		record, err := r.Read()
		line := 0
		if err == nil {
			line, _ = r.FieldPos(0)
		}
		switch bad := (*csv.ParseError)(nil); {
		case errors.Is(err, io.EOF):
			if faults != nil {
				return all, refuse(name, faults)
			}
			return all, nil
		case errors.As(err, &bad):
			return all, refuse(name, append(faults, strict.Fault{Line: bad.Line, Column: 1, Text: "a quotation mark is missing or one too many; what follows was not read"}))
		case len(record) != len(priceColumns):
			faults = append(faults, strict.Fault{Line: line, Column: 1, Text: fmt.Sprintf("there are %d fields; a line has gtin, since, price and currency", len(record))})
		case len(all.Prices) == MaxPrices:
			return all, refuse(name, append(faults, strict.Fault{Line: line, Column: 1, Text: fmt.Sprintf("more than %d prices; add them in parts", MaxPrices)}))
		default:
			p, at, err := all.read(record)
			if err != nil {
				_, column := r.FieldPos(at)
				faults = append(faults, strict.Fault{Line: line, Column: column, Text: priceColumns[at] + ": " + err.Error()})
			}
			all.Prices = append(all.Prices, p)
		}
	}
}

// read reads one line, and says which of its fields is wrong.
func (b *PricesBefore) read(record []string) (p ledger.PriceChange, field int, err error) {
	p.Kind = catalog.Listed
	if p.GTIN, err = gs1.ParseGTIN(record[0]); err != nil {
		return p, 0, fmt.Errorf("%.40q is no product number; write the digits under its bar code", record[0])
	}
	if p.Since, err = time.Parse(time.DateOnly, record[1]); err != nil {
		if p.Since, err = time.Parse(time.RFC3339, record[1]); err != nil {
			return p, 1, fmt.Errorf("%.40q is no day; write it like 2026-09-01", record[1])
		}
	}
	a, err := money.Parse(record[2] + " " + record[3])
	if err != nil || a.Minor < 0 || a.Minor > catalog.MaxPrice {
		return p, 2, fmt.Errorf("%.40q is no price in %.10s; write it with a point, like 2.49", record[2], record[3])
	}
	if b.Currency == (money.Currency{}) {
		b.Currency = a.Currency
	}
	if a.Currency != b.Currency {
		return p, 3, fmt.Errorf("it is in %s and those before it in %s", a.Currency, b.Currency)
	}
	p.Minor = a.Minor
	return p, 0, nil
}

// AddPrices adds prices of before the log of a store began, and returns how
// many. Those of a later time are not taken: the log itself knows them.
func AddPrices(ctx context.Context, l *ledger.Ledger, tenant, store string, b PricesBefore) (int, error) {
	log, err := l.Prices(ctx, tenant, store)
	if err != nil {
		return 0, err
	}
	if is := b.Currency.String(); log.Currency != "" && len(b.Prices) > 0 && is != log.Currency {
		return 0, fmt.Errorf("%w: its prices are in %s, those of store %s in %s", ErrFile, is, store, log.Currency)
	}
	before := slices.DeleteFunc(slices.Clone(b.Prices), func(p ledger.PriceChange) bool { return !log.Began.IsZero() && !p.Since.Before(log.Began) })
	return len(before), l.AddPrices(ctx, tenant, store, before)
}
