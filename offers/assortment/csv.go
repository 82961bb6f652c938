package assortment

import (
	"bytes"
	"cmp"
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
)

// columns are what a CSV file may have; the first needed of them it must.
var columns = [...]string{"gtin", "name", "price", "currency", "brand", "category", "sold", "content", "origin", "tags", "recalled", "floor", "deposit"}

const needed = 4

// table is a CSV file being read.
type table struct {
	*csv.Reader
	names  []string // of the columns, as they stand in the file
	seen   seen
	faults strict.Faults
}

func readCSV(content []byte) ([]catalog.Product, error) {
	t := table{Reader: csv.NewReader(bytes.NewReader(content)), seen: newSeen()}
	t.ReuseRecord = true
	products := t.read()
	if t.faults != nil {
		slices.SortStableFunc(t.faults, func(a, b strict.Fault) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, t.faults
	}
	return products, nil
}

func (t *table) fault(line, column int, format string, args ...any) {
	t.faults = append(t.faults, strict.Fault{Line: line, Column: column, Text: fmt.Sprintf(format, args...)})
}

// read returns the products. It looks at every line for itself, so that a
// fault in one hides none in another.
func (t *table) read() (products []catalog.Product) {
	head, err := t.Read()
	if err != nil {
		t.fault(1, 1, "the first line names the columns, such as %s", strings.Join(columns[:needed], ","))
		return nil
	}
	if t.names = slices.Clone(head); !t.headFits() {
		return nil
	}
	for {
		record, err := t.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if products == nil && t.faults == nil {
				t.fault(1, 1, noProduct)
			}
			return products
		case errors.Is(err, csv.ErrFieldCount):
			line, _ := t.FieldPos(0)
			t.fault(line, 1, "there are %d fields, and %d columns are named; a text with a comma stands in quotation marks", len(record), len(t.names))
		case errors.As(err, &bad):
			t.fault(bad.StartLine, 1, `a quotation mark is missing or one too many; write a text with a comma as "a, b" and a quotation mark within it twice; what follows was not read`)
			return products
		case len(products) == maxProducts:
			line, _ := t.FieldPos(0)
			t.fault(line, 1, tooMany+"; what follows was not read", maxProducts)
			return products
		default:
			products = append(products, t.product(record))
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

// amount is a field that is read once the currency of its line is known.
type amount struct {
	text   string
	column int
	to     *int64
}

// product reads the fields of one line and checks what it has read.
func (t *table) product(record []string) (p catalog.Product) {
	var amounts []amount
	for i, name := range t.names {
		v, err := strings.TrimSpace(record[i]), error(nil)
		switch name {
		case "gtin":
			p.GTIN, err = readNumber(v)
		case "name":
			p.Name = strings.Clone(v) // else each keeps its whole line in memory
		case "price":
			amounts = append(amounts, amount{v, i, &p.Price.Minor})
		case "currency":
			p.Price.Currency, err = readCurrency(v)
		case "brand":
			p.Brand = strings.Clone(v)
		case "category":
			p.Category = list(v, "/")
		case "sold":
			p.Sold = catalog.Sold(strings.Clone(v))
		case "content":
			p.Content, err = readContent(v)
		case "origin":
			p.Origin = strings.Clone(v)
		case "tags":
			p.Tags = list(v, "|")
		case "recalled":
			p.Recalled = list(v, "|")
		case "floor":
			amounts = append(amounts, amount{v, i, &p.Floor})
		case "deposit":
			amounts = append(amounts, amount{v, i, &p.Deposit})
		}
		if err == nil && !utf8.ValidString(v) {
			err = errors.New("this is not UTF-8; save the file as UTF-8")
		}
		t.field(i, err)
	}
	for _, a := range amounts {
		if a.text == "" && a.to != &p.Price.Minor {
			continue
		}
		var err error
		*a.to, err = readPrice(a.text, p.Price.Currency)
		t.field(a.column, err)
	}
	t.check(p)
	return p
}

// field notes what is wrong with a field, if anything is.
func (t *table) field(i int, err error) {
	if err != nil {
		line, column := t.FieldPos(i)
		t.fault(line, column, "%s: %v", t.names[i], err)
	}
}

// check looks at the product of the line that was read last. What could not
// be read is told already; something that passes the check stands in for it.
func (t *table) check(p catalog.Product) {
	fit, unread := t.seen.add(p), p.GTIN == 0
	p.GTIN = cmp.Or(p.GTIN, 1)
	p.Price.Currency = cmp.Or(p.Price.Currency, money.Currency{'X', 'X', 'X'})
	line, _ := t.FieldPos(0)
	for _, text := range faults(p, fit) {
		if unread {
			text = strings.TrimPrefix(text, nameOf(p))
		}
		t.fault(line, 1, "%s", text)
	}
}

// list cuts a list apart: "fresh/dairy/milk".
func list(s, between string) []string {
	if s == "" {
		return nil
	}
	words := strings.Split(strings.Clone(s), between)
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words
}
