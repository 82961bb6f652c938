package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/publish"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
)

// priorFlags are the options of the member states that a store follows.
type priorFlags struct {
	Days        int      `name:"prior-days" default:"30" placeholder:"N" help:"A prior price is the lowest of so many days of sale before the reduction (default: 30, the least)."`
	NewDays     int      `name:"prior-new-days" placeholder:"N" help:"So many are enough for goods that were not sold before, where the state allows it."`
	Perishable  []string `name:"prior-perishable" placeholder:"WORD" help:"Categories and tags of goods that spoil or expire fast: their prior price is the one just before, where the state allows it."`
	Progressive bool     `name:"prior-progressive" help:"A reduction that grows without a break keeps the prior price of its first step, where the state allows it."`
}

func (f priorFlags) rule() catalog.PriorRule {
	return catalog.PriorRule{Days: f.Days, NewDays: f.NewDays, Perishable: f.Perishable, Progressive: f.Progressive}
}

type pricesVerb struct {
	retailerFlags `embed:""`

	Store string     `required:"" placeholder:"NAME" help:"Which store."`
	GTIN  []gs1.GTIN `arg:"" optional:"" name:"gtin" help:"Which products (default: all)."`
	Add   string     `placeholder:"FILE" help:"Add prices of before the log began: .csv with gtin, since, price, currency."`
}

// Help is shown by --help.
func (pricesVerb) Help() string {
	return `Writes what products have cost in a store, and what they will by the offers that are published: the record on
which prior prices rest (Directive 98/6/EC Art. 6a). endcap-hq publish keeps it. A price is what everybody
pays for one piece, kilogram, litre or metre.

A log that has just begun proves no prior price. --add gives it what another system knows of the days before,
one line a change: 9520001100376,2026-09-01,2.49,EUR. What the log has already stays as it is.

Examples:
  endcap-hq prices --dir /var/lib/endcap-hq --store berlin-1 9520001100376
  endcap-hq prices --dir /var/lib/endcap-hq --store berlin-1 --add before.csv`
}

// loggedPrice is one line of the log.
type loggedPrice struct {
	GTIN  gs1.GTIN          `json:"gtin"`
	Since time.Time         `json:"since"`
	Minor int64             `json:"minor"`
	Kind  catalog.PriceKind `json:"kind"`
}

// Run prints the log, or adds to it.
func (v pricesVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	var before publish.PricesBefore
	if v.Add != "" {
		content, err := os.ReadFile(v.Add)
		if err != nil {
			return cli.Misuse("prices: the file: %w; name another", err)
		}
		if before, err = publish.ReadPrices(v.Add, content); err != nil {
			return err
		}
	}
	l, err := v.open(ctx, "prices")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if v.Add != "" {
		n, err := publish.AddPrices(ctx, l, v.Tenant, v.Store, before)
		if err != nil {
			return err
		}
		return std.Print(map[string]int{"added": n}, func(w io.Writer) { fmt.Fprintf(w, "%d prices added\n", n) })
	}
	log, err := l.Prices(ctx, v.Tenant, v.Store)
	if err != nil {
		return err
	}
	if v.GTIN == nil {
		v.GTIN = log.Products()
	}
	lines := []loggedPrice{}
	for _, g := range v.GTIN {
		for _, p := range log.Of(g) {
			lines = append(lines, loggedPrice{g, p.Since, p.Minor, p.Kind})
		}
	}
	return std.Print(lines, func(w io.Writer) {
		for _, p := range lines {
			fmt.Fprintf(w, "%s  %s  %8d  %s\n", p.GTIN, p.Since.Format(time.RFC3339), p.Minor, p.Kind)
		}
	})
}
