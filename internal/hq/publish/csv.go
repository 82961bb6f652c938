package publish

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

// columns are what a CSV file may have; the first needed of them it must.
var columns = [...]string{"gtin", "name", "price", "currency", "brand", "category", "sold", "content", "origin", "tags", "recalled"}

const needed = 4

// table is a CSV file being read.
type table struct {
	*csv.Reader
	names  []string // of the columns, as they stand in the file
	faults strict.Faults
}

func readCSV(content []byte) ([]catalog.Product, error) {
	t := table{Reader: csv.NewReader(bytes.NewReader(content))}
	t.ReuseRecord = true
	products, lines := t.read()
	if t.faults == nil {
		check(products, func(i int, text string) {
			line := 1
			if i < len(lines) {
				line = lines[i]
			}
			t.fault(line, 1, "%s", text)
		})
	}
	if t.faults != nil {
		return nil, t.faults
	}
	return products, nil
}

func (t *table) fault(line, column int, format string, args ...any) {
	t.faults = append(t.faults, strict.Fault{Line: line, Column: column, Text: fmt.Sprintf(format, args...)})
}

// read returns the products and the line of each.
func (t *table) read() (products []catalog.Product, lines []int) {
	head, err := t.Read()
	if err != nil {
		t.fault(1, 1, "the first line names the columns, such as %s", strings.Join(columns[:needed], ","))
		return nil, nil
	}
	if t.names = slices.Clone(head); !t.headFits() {
		return nil, nil
	}
	for {
		record, err := t.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return products, lines
		case errors.Is(err, csv.ErrFieldCount):
			line, _ := t.FieldPos(0)
			t.fault(line, 1, "there are %d fields, and %d columns are named; a text with a comma stands in quotation marks", len(record), len(t.names))
		case errors.As(err, &bad):
			t.fault(bad.Line, bad.Column, "%v; what follows was not read", bad.Err)
			return products, lines
		default:
			line, _ := t.FieldPos(0)
			products, lines = append(products, t.product(record)), append(lines, line)
		}
	}
}

// headFits reports whether the first line names columns we know, each once,
// and all that are needed.
func (t *table) headFits() bool {
	for i, name := range t.names {
		t.names[i] = strings.ToLower(strings.TrimSpace(name))
		if line, column := t.FieldPos(i); !slices.Contains(columns[:], t.names[i]) {
			t.fault(line, column, "no column is called %q; use %s", name, strings.Join(columns[:], ", "))
		} else if slices.Index(t.names, t.names[i]) < i {
			t.fault(line, column, "the column %q stands here twice", name)
		}
	}
	for _, name := range columns[:needed] {
		if !slices.Contains(t.names, name) {
			t.fault(1, 1, "the column %q is missing", name)
		}
	}
	return t.faults == nil
}

// product reads the fields of one line.
func (t *table) product(record []string) (p catalog.Product) {
	price, currency, priceAt := "", "", 0
	for i, name := range t.names {
		v, err := strings.TrimSpace(record[i]), error(nil)
		switch name {
		case "gtin":
			p.GTIN, err = gs1.ParseGTIN(v)
		case "name":
			p.Name = strings.Clone(v) // else each keeps its whole line in memory
		case "price":
			price, priceAt = v, i
		case "currency":
			currency = v
		case "brand":
			p.Brand = strings.Clone(v)
		case "category":
			p.Category = list(v, "/")
		case "sold":
			p.Sold = catalog.Sold(v)
		case "content":
			err = p.Content.UnmarshalText([]byte(v))
		case "origin":
			p.Origin = strings.Clone(v)
		case "tags":
			p.Tags = list(v, "|")
		case "recalled":
			p.Recalled = list(v, "|")
		}
		if err == nil && !utf8.ValidString(v) {
			err = errors.New("this is not UTF-8; save the file as UTF-8")
		}
		if err != nil {
			line, column := t.FieldPos(i)
			t.fault(line, column, "%s: %v", name, err)
		}
	}
	var err error
	if p.Price, err = money.Parse(price + " " + currency); err != nil {
		line, column := t.FieldPos(priceAt)
		t.fault(line, column, "price: %v", err)
	}
	return p
}

// list cuts a list apart: "fresh/dairy/milk".
func list(s, between string) []string {
	if s == "" {
		return nil
	}
	words := strings.Split(s, between)
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words
}
