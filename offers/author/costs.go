package author

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

// ReadCosts reads what products cost the shop: a CSV file whose first line
// names its columns, among them gtin and cost, such as 1.20, in a currency. The
// error is strict.Faults.
func ReadCosts(b []byte, c money.Currency) (map[gs1.GTIN]int64, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	r.ReuseRecord = true
	head, err := r.Read()
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(head[i]))
	}
	number, cost := slices.Index(head, "gtin"), slices.Index(head, "cost")
	if err != nil || number < 0 || cost < 0 {
		return nil, strict.Faults{{Line: 1, Column: 1, Text: "the first line names the columns, among them gtin and cost"}}
	}
	out := map[gs1.GTIN]int64{}
	var faults strict.Faults
	fault := func(field int, text string) {
		line, column := r.FieldPos(field)
		faults = append(faults, strict.Fault{Line: line, Column: column, Text: text})
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			faults = append(faults, strict.Fault{Line: bad.Line, Column: max(bad.Column, 1), Text: fmt.Sprintf("the line cannot be read: %v", bad.Err)})
			break
		}
		g, err := gs1.ParseGTIN(record[number])
		if err != nil {
			fault(number, err.Error())
		}
		a, err := money.Parse(strings.TrimSpace(record[cost]) + " " + c.String())
		if err != nil || a.Minor < 0 || a.Minor > catalog.MaxPrice {
			fault(cost, fmt.Sprintf("%.40q is no cost in %s; write it like 1.20", record[cost], c))
		}
		out[g] = a.Minor
	}
	if faults != nil {
		return nil, faults
	}
	return out, nil
}
