package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"endcap/internal/cli"
	"endcap/offers"
	"endcap/offers/author"
	"endcap/offers/cases"
	"endcap/offers/strict"
)

// priceVerb prices one basket, or promotion cases one a line.
type priceVerb struct {
	Offers string `help:"File of offers: endcap-offers/1, YAML or JSON." placeholder:"FILE"`
	Basket string `help:"File of the basket." placeholder:"FILE"`
	Lines  bool   `help:"Answer engine-neutral promotion cases from standard input, one a line."`
}

// Help is what endcap price --help says at length.
func (priceVerb) Help() string {
	return `Prices a basket under the offers of a file and says why each line costs what it costs.

Example:

	endcap price --offers offers.json --basket basket.json

A basket file, with money in minor units (249 is 2.49 EUR):

	{
	  "currency": "EUR",
	  "now": "2026-03-02T12:00:00+01:00",
	  "lines": [
	    {"gtin": "4006381333931", "name": "Marker", "quantity": 3, "price": 249, "categories": ["stationery"]},
	    {"sku": "tea", "name": "Green tea", "quantity": 1, "price": 399}
	  ]
	}

Under the receipt stands of every offer that the basket leads to what it gave, or why it did not, and what is
missing for one that would save more; with --json they are reasons and nearly.

Without "now" it is priced as of this moment. A line may also say brand, tags, lot, expiry, grams, measured
with of, plu, zone, floor, deposit, override, marked_down and no_offers; the basket coupons, zone, language, members,
public, left and customer {"member": true, "segments": ["staff"], "visits": 3}.

Every fault of a file is told at once, with line and column; the exit code is then 1.

With --lines each line of standard input is a case of endcap-offer-case/1, or a whole file of them, and each
line of the output answers one: its id with the figures its expect asks for, or with an error.`
}

// Run prices.
func (v *priceVerb) Run(o *cli.IO) error {
	if v.Lines {
		if v.Offers != "" || v.Basket != "" {
			return cli.Misuse("price: --lines reads cases from standard input; leave out --offers and --basket")
		}
		return casesFrom(o.In, o.Out)
	}
	if v.Offers == "" || v.Basket == "" {
		return cli.Misuse("price: needs --offers FILE and --basket FILE, or --lines")
	}
	set, errOffers := readOffers(v.Offers)
	b, ctx, errBasket := readBasket(v.Basket)
	if err := errors.Join(errOffers, errBasket); err != nil {
		return err
	}
	if ctx.Now.IsZero() {
		ctx.Now = time.Now()
	}
	r := set.Price(b, ctx)
	if r.Problem != "" {
		return errors.New(r.Problem)
	}
	told := priced{r, r.Notice(ctx.Language), set.Explain(b, ctx), set.Nearly(b, ctx, nil, 3)}
	return o.Print(told, func(w io.Writer) { told.write(w, b) })
}

func readOffers(name string) (*offers.Set, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the offers: %w; name another file", err)
	}
	f, err := author.Read(name, b)
	if err != nil {
		return nil, inFile(name, err)
	}
	set, err := offers.Compile(f.Currency, f.Offers)
	return set, inFile(name, err)
}

func readBasket(name string) (offers.Basket, offers.Context, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return offers.Basket{}, offers.Context{}, fmt.Errorf("the basket: %w; name another file", err)
	}
	basket, ctx, err := offers.ParseBasket(b)
	return basket, ctx, inFile(name, err)
}

// inFile puts the name of the file before every fault.
func inFile(name string, err error) error {
	var faults strict.Faults
	if !errors.As(err, &faults) {
		return err
	}
	var list []error
	for _, f := range faults {
		list = append(list, fmt.Errorf("%s:%w", name, strict.Faults{f}))
	}
	return errors.Join(list...)
}

// casesFrom answers cases as they come, each of at most offers.MaxFile
// bytes. Where the first line is no JSON, all lines together may be a file.
func casesFrom(in io.Reader, out io.Writer) error {
	limit := &io.LimitedReader{R: in}
	r := bufio.NewReaderSize(limit, 1<<16)
	for first := true; ; {
		limit.N = offers.MaxFile
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		last := err != nil
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if first && !json.Valid(line) {
				return casesOfFile(line, r, out)
			}
			first = false
			if err := casesIn(line, out); err != nil {
				return err
			}
		}
		if last {
			return nil //nolint:nilerr // the input has ended
		}
	}
}

// casesOfFile answers a file whose first line was read already, or, if it is
// none, each of its lines.
func casesOfFile(first []byte, r io.Reader, out io.Writer) error {
	rest, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	all := slices.Concat(first, []byte("\n"), rest)
	if json.Valid(all) {
		return casesIn(all, out)
	}
	for line := range bytes.Lines(all) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := casesIn(line, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// casesIn answers one case, or every case of a file.
func casesIn(b []byte, out io.Writer) error {
	list, err := cases.Split(b)
	if err != nil {
		list = []json.RawMessage{b}
	}
	for _, one := range list {
		if _, err := fmt.Fprintf(out, "%s\n", cases.Answer(one)); err != nil {
			return err
		}
	}
	return nil
}
