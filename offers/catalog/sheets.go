package catalog

import (
	"fmt"

	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

// SheetsFormat is the format of files of sheets that this package reads.
const SheetsFormat = "endcap-sheets/1"

// ParseSheets reads a file of sheets of at most MaxSheetsFile bytes:
//
//	{"format": "endcap-sheets/1", "sheets": [{"gtin": "9520001100376", ...}]}
//
// Each sheet passes its check and is of a product of its own. fit says what is
// wrong with one beside the products, "" if nothing is; it may be nil. The
// error is strict.Faults: every fault with line and column. A file with any
// fault is refused whole.
func ParseSheets(b []byte, fit func(Sheet) string) ([]Sheet, error) {
	if len(b) > MaxSheetsFile {
		return nil, strict.Faults{{Text: fmt.Sprintf("the file has %d bytes; at most %d are read", len(b), MaxSheetsFile)}}
	}
	var f struct {
		Format string  `json:"format"`
		Sheets []Sheet `json:"sheets"`
	}
	d := strict.Decode(b, &f, nil)
	if d.Broken() {
		return nil, d.Err()
	}
	told := 0
	fault := func(path, text string) {
		if told++; told <= strict.MaxFaults { // each is looked up in the text
			d.Fault(path, "%s", text)
		}
	}
	if f.Format != SheetsFormat {
		fault("format", fmt.Sprintf("the format is %.40q; this program reads %q", f.Format, SheetsFormat))
	}
	if len(f.Sheets) == 0 {
		fault("sheets", "there is no sheet in it")
	}
	seen := make(map[gs1.GTIN]bool, len(f.Sheets))
	for i, s := range f.Sheets {
		at := fmt.Sprintf("sheets[%d]", i)
		s.check(func(path, text string) {
			if path != "" {
				path = "." + path
			}
			fault(at+path, text)
		})
		if s.GTIN == 0 {
			continue
		}
		if seen[s.GTIN] {
			fault(at+".gtin", fmt.Sprintf("a sheet of product %s stands further up already; each has one", s.GTIN))
		}
		seen[s.GTIN] = true
		if fit != nil {
			if text := fit(s); text != "" {
				fault(at, text)
			}
		}
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return f.Sheets, nil
}
