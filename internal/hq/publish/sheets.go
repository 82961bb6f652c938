package publish

import (
	"encoding/json"
	"fmt"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// ReadSheets reads a file of sheets (endcap-sheets/1) that goes with products.
// On any fault, or when one is of no product, does not fit into a line with
// it, or tells of a recall of which the product knows nothing, it returns
// ErrFile with all faults.
func ReadSheets(name string, content []byte, products []catalog.Product) ([]catalog.Sheet, error) {
	of := make(map[gs1.GTIN]*catalog.Product, len(products))
	for i := range products {
		of[products[i].GTIN] = &products[i]
	}
	sheets, err := catalog.ParseSheets(content, func(s catalog.Sheet) string {
		p, ok := of[s.GTIN]
		switch {
		case !ok:
			return fmt.Sprintf("product %s is not among the products", s.GTIN)
		case s.Recall != nil && len(p.Recalled) == 0:
			return fmt.Sprintf(`it tells of a recall, and product %s is sold all the same: name the lots in its "recalled", * for all`, s.GTIN)
		}
		if size, err := lineSize(p, s); err != nil || size > wire.MaxLine {
			return fmt.Sprintf("with its product it has %d bytes; at most %d fit the line of a price book; shorten its texts or link to a page", size, wire.MaxLine)
		}
		return ""
	})
	if err != nil {
		return nil, refuse(name, err)
	}
	return sheets, nil
}

// raw writes what was read from a file.
func raw(v any) json.RawMessage {
	b, _ := json.Marshal(v) // it came out of JSON
	return b
}
