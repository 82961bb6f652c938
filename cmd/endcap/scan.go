package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"text/tabwriter"
	"time"

	"endcap/internal/cli"
	"endcap/internal/store"
	"endcap/offers/catalog"
	"endcap/scanner"
	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
	"endcap/scanner/gs1"
)

// scanVerb reads bar codes from pictures.
type scanVerb struct {
	Files  []string     `arg:"" optional:"" name:"file" help:"Pictures: PNG, JPEG, GIF or binary PGM."`
	Data   string       `placeholder:"DIR" help:"Also name the product, from the store in this folder."`
	Layout []gs1.Layout `placeholder:"21IIIIIWWWWWC" help:"How the store's scales number what they weigh: I item, W grams, P price, V price check digit, C check digit."`
	Lines  bool         `help:"Read paths of PGM pictures from standard input, one a line; answer one JSON line each, with the CPU time it took."`
}

// Help is shown by endcap scan --help.
func (*scanVerb) Help() string {
	return `Example:
  endcap scan label.jpg
  endcap scan --data /var/lib/endcap shelf/*.png --json

It prints the format and text of each symbol, a GS1 separator as ␝, and what
it means. The exit code is 1 if a picture cannot be read or shows no bar code;
the others are read all the same.`
}

// Run reads every picture.
func (v *scanVerb) Run(std *cli.IO) (err error) {
	if v.Lines {
		return scanLines(std.In, std.Out)
	}
	if len(v.Files) == 0 {
		return cli.Misuse("scan: name pictures to read, or --lines; see endcap scan --help")
	}
	products := func(gs1.GTIN) (catalog.Product, bool, error) { return catalog.Product{}, false, nil }
	if v.Data != "" {
		s, err := store.OpenReadOnly(v.Data)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("scan: there is no store in %s; name the folder that stands under data in the device's configuration", v.Data)
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		products = s.Product
	}
	reader, wanting := decode.NewReader(), false
	for _, file := range v.Files {
		seen := scanned{File: file}
		pic, err := light.LoadFile(file)
		if err == nil {
			err = seen.read(reader.Read(pic), gs1.Shop{Layouts: v.Layout}, time.Now(), products)
		}
		if err != nil {
			wanting, seen.Error = true, err.Error()
			fmt.Fprintf(std.Err, "endcap: %v\n", err)
		}
		if err := std.Print(&seen, seen.print); err != nil {
			return err
		}
	}
	if wanting {
		return cli.ErrWanting
	}
	return nil
}

// scanned is what one picture shows.
type scanned struct {
	File    string          `json:"file"`
	Symbols []scannedSymbol `json:"symbols,omitempty"`
	Error   string          `json:"error,omitempty"`
}

type scannedSymbol struct {
	scanner.Scan
	Fault   string           `json:"fault,omitempty"` // why it is no GS1 data
	Product *catalog.Product `json:"product,omitempty"`
}

// read makes sense of the things in the picture.
func (s *scanned) read(found []scanner.Symbol, shop gs1.Shop, now time.Time, products func(gs1.GTIN) (catalog.Product, bool, error)) error {
	if len(found) == 0 {
		return fmt.Errorf("%s: no bar code was found; hold the label flat, in even light, and fill the picture with it", s.File)
	}
	var faults []error
	for _, sym := range scanner.Pieces(found, shop, now) {
		one := scannedSymbol{}
		var err error
		if one.Scan, err = scanner.Understand(sym, shop, now); err != nil {
			one.Fault = err.Error()
		}
		if one.Item.GTIN != 0 {
			p, known, err := products(one.Item.GTIN)
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", s.File, err))
			}
			if known {
				one.Product = &p
			}
		}
		s.Symbols = append(s.Symbols, one)
	}
	return errors.Join(faults...)
}

func (s *scanned) print(w io.Writer) {
	for _, sym := range s.Symbols {
		fmt.Fprintf(w, "%s: %s %s\n", s.File, sym.Format, gs1.Visible(sym.Text))
		tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		row := func(what, value string) {
			if value != "" {
				fmt.Fprintf(tab, "  %s\t%s\n", what, value)
			}
		}
		it := sym.Item
		row("product number", it.GTIN.String())
		if p := sym.Product; p != nil {
			row("product", strings.TrimSpace(p.Brand+" "+p.Name))
			row("price", p.Price.String())
		}
		row("lot", it.Lot)
		row("serial", it.Serial)
		row("expires", strings.TrimSpace(it.Expiry.String()+" "+it.ExpiryTime))
		row("best before", it.BestBefore.String())
		row("sell by", it.SellBy.String())
		if it.Grams > 0 {
			row("net weight", fmt.Sprintf("%d g", it.Grams))
		}
		if it.Count > 0 {
			row("count", fmt.Sprint(it.Count))
		}
		row("coupon", it.Voucher.Value)
		for _, warning := range sym.Warnings {
			row("note", warning.Text)
		}
		row("no GS1 data", sym.Fault)
		for _, over := range sym.Passed {
			row("beside", fmt.Sprintf("%s %s: %s", over.Format, gs1.Visible(over.Text), over.Why))
		}
		_ = tab.Flush() // like every write to the terminal here
	}
}
