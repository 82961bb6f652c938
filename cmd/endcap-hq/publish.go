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
)

type publishVerb struct {
	ledgerFlags `embed:""`

	Tenant   string `default:"demo" help:"The retailer, as in the devices' configuration."`
	Store    string `required:"" placeholder:"NAME" help:"Which store the book is for."`
	Products string `placeholder:"FILE" help:"Products: .csv or .json." required:"" xor:"content"`
	Offers   string `placeholder:"FILE" help:"Offers: endcap-offers/1, .json."`
	Link     string `placeholder:"URL" help:"Root of the Digital Links printed on labels."`
	Revert   bool   `help:"Instead of files: the content of the book before, as a new version." required:"" xor:"content"`
	Epoch    bool   `help:"Begin a new epoch: after a restore from a backup, so that devices follow whatever version they have."`
}

// Help is shown by --help.
func (publishVerb) Help() string {
	return `Reads the files, refuses them whole if anything in them is wrong, signs the book with the next version
and keeps it in the folder. A headquarters that serves the folder sends it out within a second; one that
does not, when it next starts.

Columns of a CSV file, in any order; the first four are needed:
  gtin name price currency brand category sold content origin tags recalled
  category: fresh/dairy/milk   sold: kg, or empty for pieces   content: 500 g   tags, recalled: a|b

Example:
  endcap-hq publish --dir /var/lib/endcap-hq --store berlin-1 --products products.csv --offers offers.json`
}

// published is the result of a publish.
type published struct {
	Store    string `json:"store"`
	Version  uint64 `json:"version"`
	Products int    `json:"products"`
	Offers   int    `json:"offers"`
	Epoch    uint64 `json:"epoch,omitempty"`
}

// Run publishes.
func (v publishVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	var book publish.Book
	if !v.Revert {
		if book, err = v.read(); err != nil {
			return err
		}
	}
	l, err := v.open(ctx, "publish")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	key, err := publish.OpenKey(v.Dir)
	if err != nil {
		return err
	}
	if v.Revert {
		if book, err = publish.Before(ctx, l, v.Tenant, v.Store); err != nil {
			return err
		}
	}
	book.Anew = v.Epoch
	m, err := publish.Publish(ctx, l, key, v.Tenant, v.Store, book, time.Now())
	if err != nil {
		return err
	}
	p := published{m.Store, m.Version, m.Products, m.Offers, m.Epoch}
	return std.Print(p, func(w io.Writer) {
		fmt.Fprintf(w, "price book %d for %s: %d products, %d offers\n", p.Version, p.Store, p.Products, p.Offers)
	})
}

// read reads both files and tells the faults of both.
func (v publishVerb) read() (b publish.Book, err error) {
	b.Link = v.Link
	content, err := os.ReadFile(v.Products)
	if err != nil {
		return b, cli.Misuse("publish: the products: %w; name another file", err)
	}
	b.Products, err = publish.ReadProducts(v.Products, content)
	if v.Offers == "" {
		return b, err
	}
	if content, readErr := os.ReadFile(v.Offers); readErr != nil {
		return b, cli.Misuse("publish: the offers: %w; name another file", readErr)
	} else if list, offersErr := publish.ReadOffers(v.Offers, content, b.Products); offersErr != nil {
		err = errors.Join(err, offersErr)
	} else {
		b.Offers = list
	}
	return b, err
}
