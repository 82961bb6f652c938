package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"endcap/internal/cli"
	"endcap/offers"
	"endcap/offers/assortment"
	"endcap/offers/author"
)

// offersVerb helps to write offers.
type offersVerb struct {
	Check   offersCheck   `cmd:"" help:"Look at offer files before they are published."`
	Explain offersExplain `cmd:"" help:"Say of every offer why a basket gets it, or why not."`
	Schema  offersSchema  `cmd:"" help:"Write the JSON Schema of offer files, for an editor."`
}

type offersCheck struct {
	Files     []string `arg:"" name:"file" help:"Offers: endcap-offers/1, YAML or JSON."`
	Catalogue string   `placeholder:"FILE" help:"Products of the shop, .csv or .json: finds offers that mean none, and tries them on baskets."`
	Costs     string   `placeholder:"FILE" help:"What products cost the shop, a CSV of gtin and cost: finds what would be sold below."`
	Sales     string   `placeholder:"FILE" help:"Sales of past days, JSON lines as endcap store export writes them: prices them anew."`
	Stores    []string `placeholder:"NAME" help:"The stores there are, so that an offer for another is found."`
}

// Help is shown by --help.
func (offersCheck) Help() string {
	return `Tells every fault of the files with line and column, runs the examples of the offers that have none, and says
what will come of them: that an offer can never be given, that another gives more on the same goods, that two compete, that
it sells below cost or is held by a floor, and what it would have given on past sales. One finding a line:

  file:line:col: path: text          a fault: the file would be refused
  file:line:col: path: warning: text an offer does what nobody can want
  file:line:col: path: note: text    good to know

Exit code 1 when there is a fault or a warning. How offers are written: docs/offers.md.

Example:
  endcap offers check offers.yaml --catalogue products.csv --costs costs.csv --sales sales.jsonl`
}

// Run checks.
func (v offersCheck) Run(std *cli.IO) error {
	shop, costs, err := v.shop()
	if err != nil {
		return err
	}
	wanting := false
	for _, name := range v.Files {
		b, err := os.ReadFile(name)
		if err != nil {
			return cli.Misuse("offers check: %w; name another file", err)
		}
		d := author.ReadDraft(name, b)
		if costs != nil {
			if shop.Costs, err = author.ReadCosts(costs, d.Currency); err != nil {
				return inFile(v.Costs, err)
			}
		}
		for _, f := range author.Check(&d, shop) {
			wanting = wanting || f.Level != author.Note
			if err := std.Print(f, func(w io.Writer) { fmt.Fprintln(w, f) }); err != nil {
				return err
			}
		}
	}
	if wanting {
		return cli.ErrWanting
	}
	return nil
}

// shop reads what is known of the shop, and the bytes of the costs: their
// currency is that of the offers.
func (v offersCheck) shop() (shop author.Shop, costs []byte, err error) {
	shop.Now, shop.Stores = time.Now(), v.Stores
	read := func(name, what string, take func(b []byte) error) {
		if name == "" {
			return
		}
		b, bad := os.ReadFile(name)
		if bad != nil {
			err = errors.Join(err, cli.Misuse("offers check: %s: %w; name another file", what, bad))
			return
		}
		err = errors.Join(err, inFile(name, take(b)))
	}
	read(v.Catalogue, "the catalogue", func(b []byte) (err error) {
		shop.Products, err = assortment.Read(v.Catalogue, b)
		return err
	})
	read(v.Costs, "the costs", func(b []byte) error { costs = b; return nil })
	read(v.Sales, "the sales", func(b []byte) (err error) {
		shop.Sales, err = author.ReadSales(bytes.NewReader(b))
		return err
	})
	return shop, costs, err
}

type offersExplain struct {
	Offers string `arg:"" help:"Offers: endcap-offers/1, YAML or JSON."`
	Basket string `arg:"" help:"File of the basket, as for endcap price."`
}

// Help is shown by --help.
func (offersExplain) Help() string {
	return `Prices the basket as endcap price does, and then says of every offer that it leads to what it gave, or why it
gave nothing and what it would save alone, and what is missing for the next.

Example:
  endcap offers explain offers.yaml basket.json`
}

// reasoned is a basket with the reasons for what it costs.
type reasoned struct {
	Result  offers.Result    `json:"result"`
	Reasons []offers.Reason  `json:"reasons,omitempty"`
	Missing []offers.Missing `json:"missing,omitempty"`
}

// Run explains.
func (v offersExplain) Run(std *cli.IO) error {
	set, errOffers := readOffers(v.Offers)
	b, ctx, errBasket := readBasket(v.Basket)
	if err := errors.Join(errOffers, errBasket); err != nil {
		return err
	}
	if ctx.Now.IsZero() {
		ctx.Now = time.Now()
	}
	x := reasoned{Result: set.Price(b, ctx)}
	if x.Result.Problem != "" {
		return errors.New(x.Result.Problem)
	}
	x.Reasons, x.Missing = set.Explain(b, ctx), set.Missing(b, ctx)
	return std.Print(x, func(w io.Writer) {
		writePrices(w, b, x.Result)
		writeReasons(w, x.Reasons, x.Missing)
	})
}

type offersSchema struct{}

// Help is shown by --help.
func (offersSchema) Help() string {
	return `An editor that knows the schema proposes keys and marks faults while offers are written: docs/offers.md.

Example:
  endcap offers schema > endcap-offers-1.schema.json`
}

// Run writes the schema.
func (offersSchema) Run(std *cli.IO) error {
	_, err := io.WriteString(std.Out, offers.Schema())
	return err
}
