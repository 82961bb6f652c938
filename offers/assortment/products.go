// Package assortment reads what a shop sells from the files that shops keep.
package assortment

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"endcap/offers/catalog"
	"endcap/offers/strict"
)

// Read reads the products of a shop out of the content of a file named *.csv
// or *.json. Every product has its own GTIN and all have one currency. The
// error tells every fault, those of lines and columns as strict.Faults: the
// file is refused whole.
//
// A CSV file (RFC 4180, UTF-8, comma) has a first line that names its columns,
// in any order:
//
//	gtin      8, 12, 13 or 14 digits with a right check digit      needed
//	name      as on the label                                      needed
//	price     2.49, for one piece, or for what sold says            needed
//	currency  EUR                                                  needed
//	brand     text
//	category  from the general to the particular: fresh/dairy/milk
//	sold      empty for pieces, or kg, l or m for goods by measure
//	content   of one piece: 500 g, 1.5 l, 12 pc
//	origin    text
//	tags      organic|vegan
//	recalled  lots that may not be sold: L23|L24, or * for all
//	floor     1.50: no offer goes below it
//	deposit   0.25, on top of the price, in no offer
//
// A JSON file is an array of catalog.Product without prior prices.
func Read(name string, content []byte) ([]catalog.Product, error) {
	if len(content) > maxFile {
		return nil, fmt.Errorf("it has %d bytes, at most %d are taken", len(content), maxFile)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // spreadsheets write a mark before UTF-8
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".csv":
		return readCSV(content)
	case ".json":
		return readJSON(content)
	default:
		return nil, fmt.Errorf("it ends in %q: name it .csv or .json", ext)
	}
}

func readJSON(content []byte) ([]catalog.Product, error) {
	var products []catalog.Product
	d := strict.Decode(content, &products, nil)
	told := 0
	fault := func(i int, text string) {
		if told++; told <= strict.MaxFaults { // each is looked up in the text
			d.Fault(fmt.Sprintf("[%d]", i), "%s", text)
		}
	}
	if d.Broken() || products == nil {
		return nil, d.Err()
	}
	if len(products) == 0 {
		fault(0, noProduct)
	}
	s := newSeen()
	for i, p := range products {
		if i == maxProducts {
			fault(i, fmt.Sprintf(tooMany, maxProducts))
			break
		}
		for _, text := range faults(p, s.add(p)) {
			fault(i, text)
		}
	}
	return products, d.Err()
}
