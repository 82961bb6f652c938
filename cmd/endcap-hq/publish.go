package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/publish"
)

type publishVerb struct {
	retailerFlags `embed:""`

	Store    string `required:"" placeholder:"NAME" help:"Which store the book is for."`
	Products string `placeholder:"FILE" help:"Products: .csv or .json." required:"" xor:"content"`
	Offers   string `placeholder:"FILE" help:"Offers: endcap-offers/1, YAML or JSON."`
	Sheets   string `placeholder:"FILE" help:"What shoppers are told of products: endcap-sheets/1, .json."`
	Together bool   `help:"Put into the sheets what this store's shoppers often buy together, for suggestions at the cart." xor:"check"`
	Link     string `placeholder:"URL" help:"Root of the Digital Links printed on labels."`
	Revert   bool   `help:"Instead of files: the content of the book before, as a new version." required:"" xor:"content,check"`
	Check    bool   `help:"Read the files and tell what is wrong with them, and publish nothing." xor:"check"`
	Epoch    bool   `help:"Begin a new epoch: after a restore from a backup, so that devices follow whatever version they have."`

	Rises string `enum:"closed,now" default:"closed" help:"When a book in which a price rises comes into force: when the store is closed, or now."`
	Hours string `default:"08:00-20:00" placeholder:"FROM-TO" help:"When the store is open (default: 08:00-20:00)."`
	Zone  string `placeholder:"ZONE" help:"Its time zone, such as Europe/Berlin (default: this machine's)."`

	priorFlags `embed:""`
}

// Help is shown by --help.
func (publishVerb) Help() string {
	return `Reads the files, refuses them whole if anything in them is wrong, signs the book with the next version
and keeps it in the folder. A headquarters that serves the folder sends it out within a second; one that
does not, when it next starts.

Columns of a CSV file, in any order; the first four are needed:
  gtin name price currency brand category sold content origin tags recalled floor deposit
  category: fresh/dairy/milk   sold: kg, l, m, or empty for pieces   content: 500 g   tags, recalled: a|b

The prior price of a reduction that an offer announces is computed from what was published before, which
endcap-hq prices shows. An offer that announces one where that record does not reach back far enough is refused.

No price rises while the store is open: a book in which one does is sent at once and comes into force when the
store closes, by the clock of each device, unless --rises now.

Sheets hold what a shopper is told of a product beyond its price: docs/sheets.md. With --together they also hold what
this store's shoppers bought together in 20 baskets or more of the last 90 days, for suggestions at the cart.

Example:
  endcap-hq publish --dir /var/lib/endcap-hq --store berlin-1 --products products.csv --offers offers.json`
}

// published is the result of a publish.
type published struct {
	Store    string `json:"store"`
	Version  uint64 `json:"version"`
	Products int    `json:"products"`
	Offers   int    `json:"offers"`
	Sheets   int    `json:"sheets,omitempty"`
	Epoch    uint64 `json:"epoch,omitempty"`
	// NotBefore is when it comes into force, zero for at once.
	NotBefore time.Time `json:"not_before,omitzero"`
	// LeftOut are the offers that Old, the device with the oldest program, does
	// not know the words of.
	LeftOut []string `json:"left_out,omitempty"`
	Old     string   `json:"old,omitempty"`
}

// Run publishes.
func (v publishVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	hours, err := v.hours()
	if err != nil {
		return cli.Misuse("%w", err)
	}
	var book publish.Book
	if !v.Revert {
		if book, err = v.read(); err != nil {
			return err
		}
	}
	if v.Check {
		return v.print(std, published{Store: v.Store, Products: len(book.Products), Offers: len(book.Offers), Sheets: len(book.Sheets)})
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
	book.Anew, book.Prior = v.Epoch, v.rule()
	book.Hours = hours
	now := time.Now()
	if v.Together {
		if err := book.Pair(ctx, l, v.Tenant, v.Store, now); err != nil {
			return err
		}
	}
	left, old, err := publish.LeftOut(ctx, l, v.Tenant, v.Store, book.Offers, now)
	if err != nil {
		return err
	}
	m, err := publish.Publish(ctx, l, key, v.Tenant, v.Store, book, now)
	if err != nil {
		return v.place(err)
	}
	return v.print(std, published{m.Store, m.Version, m.Products, m.Offers, m.Sheets, m.Epoch, m.NotBefore, left, old})
}

// hours are those at which no price rises, nil where they may.
func (v publishVerb) hours() (*publish.Hours, error) {
	if v.Rises == "now" {
		return nil, nil
	}
	zone := time.Local
	if v.Zone != "" {
		var err error
		if zone, err = time.LoadLocation(v.Zone); err != nil {
			return nil, err
		}
	}
	h, err := publish.ParseHours(v.Hours, zone)
	return &h, err
}

// place says where in the offer file that stands which cannot be published.
func (v publishVerb) place(err error) error {
	unproven, ok := errors.AsType[publish.Unproven](err)
	if !ok || v.Offers == "" {
		return err
	}
	content, fault := os.ReadFile(v.Offers)
	if fault != nil {
		return err // without its places
	}
	return unproven.In(v.Offers, content)
}

func (publishVerb) print(std *cli.IO, p published) error {
	return std.Print(p, func(w io.Writer) {
		what := fmt.Sprintf("price book %d for %s", p.Version, p.Store)
		if p.Version == 0 {
			what = "the files are in order"
		}
		when := ""
		if !p.NotBefore.IsZero() {
			when = ", in force from " + p.NotBefore.Format("2006-01-02 15:04 MST") + " on, because prices rise"
		}
		fmt.Fprintf(w, "%s: %d products, %d offers, %d sheets%s\n", what, p.Products, p.Offers, p.Sheets, when)
		if len(p.LeftOut) > 0 {
			fmt.Fprintf(w, "left out: %s: %s has an older program, which does not know what they say; update it, and publish again\n", strings.Join(p.LeftOut, ", "), p.Old)
		}
	})
}

// read reads the files and tells the faults of all.
func (v publishVerb) read() (b publish.Book, err error) {
	b.Link = v.Link
	content, err := os.ReadFile(v.Products)
	if err != nil {
		return b, cli.Misuse("publish: the products: %w; name another file", err)
	}
	b.Products, err = publish.ReadProducts(v.Products, content)
	faults := []error{err}
	if v.Offers != "" {
		if content, err = os.ReadFile(v.Offers); err != nil {
			return b, cli.Misuse("publish: the offers: %w; name another file", err)
		}
		b.Offers, err = publish.ReadOffers(v.Offers, content, b.Products)
		faults = append(faults, err)
	}
	if v.Sheets != "" && b.Products != nil { // beside products that cannot be read every sheet is wrong
		if content, err = os.ReadFile(v.Sheets); err != nil {
			return b, cli.Misuse("publish: the sheets: %w; name another file", err)
		}
		b.Sheets, err = publish.ReadSheets(v.Sheets, content, b.Products)
		faults = append(faults, err)
	}
	return b, errors.Join(faults...)
}
