package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/ledger"
	"endcap/offers/points"
)

// pointsVerb is what is done with points.
type pointsVerb struct {
	Balance balanceVerb `cmd:"" help:"What an account holds."`
	Entries entriesVerb `cmd:"" help:"What came to an account and went from it."`
	Reverse reverseVerb `cmd:"" help:"Take an entry back, whole and once."`
}

type balanceVerb struct {
	retailerFlags `embed:""`

	Account string `arg:"" help:"member/ID, issue/OFFER or burn/OFFER."`
}

// Help is shown by --help.
func (balanceVerb) Help() string {
	return `Says how many points an account holds, as far as devices have told. What an offer issued is its balance, below zero.

Example:
  endcap-hq points balance member/8e5c --dir /var/lib/endcap-hq`
}

// Run prints the balance.
func (v balanceVerb) Run(ctx context.Context, std *cli.IO) error {
	return v.with(ctx, "points", func(l *ledger.Ledger) error {
		n, err := l.Points(ctx, v.Tenant, v.Account)
		if err != nil {
			return err
		}
		return std.Print(struct {
			Account string `json:"account"`
			Points  int64  `json:"points"`
		}{v.Account, n}, func(w io.Writer) { fmt.Fprintf(w, "%d points\n", n) })
	})
}

type entriesVerb struct {
	retailerFlags `embed:""`

	Account string `arg:"" help:"member/ID, issue/OFFER or burn/OFFER."`
	Skip    int64  `placeholder:"N" help:"Leave out the first so many; 1,000 are shown."`
}

// Help is shown by --help.
func (entriesVerb) Help() string {
	return `Lists the entries of an account in the order in which they came. An entry is known by its ID, BASKET/OFFER/NUMBER;
one that came twice is one.

Example:
  endcap-hq points entries member/8e5c --dir /var/lib/endcap-hq`
}

// Run prints the entries.
func (v entriesVerb) Run(ctx context.Context, std *cli.IO) error {
	return v.with(ctx, "points", func(l *ledger.Ledger) error {
		all, err := l.Posted(ctx, v.Tenant, v.Account, max(0, v.Skip))
		if err != nil {
			return err
		}
		return std.Print(all, func(w io.Writer) {
			for _, e := range all {
				entry(w, e)
			}
		})
	})
}

type reverseVerb struct {
	retailerFlags `embed:""`

	ID string `arg:"" name:"id" help:"Which entry."`
}

// Help is shown by --help.
func (reverseVerb) Help() string {
	return `Makes the entry that takes another back: BASKET/OFFER/NUMBER/back. Done twice it is done once.

Example:
  endcap-hq points reverse cart-07-000017.00c0ffee00c0ffee/five-a-euro/0 --dir /var/lib/endcap-hq`
}

// Run takes the entry back.
func (v reverseVerb) Run(ctx context.Context, std *cli.IO) error {
	return v.with(ctx, "points", func(l *ledger.Ledger) error {
		back, err := l.ReversePoints(ctx, v.Tenant, v.ID, time.Now())
		if errors.Is(err, ledger.ErrNoEntry) || errors.Is(err, points.ErrEntry) {
			return cli.Misuse("%w", err)
		}
		if err != nil {
			return err
		}
		return std.Print(back, func(w io.Writer) { entry(w, back) })
	})
}

func entry(w io.Writer, e points.Entry) {
	fmt.Fprintf(w, "%s  %8d  %s -> %s  %s\n", e.At.Format(time.RFC3339), e.Points, e.From, e.To, e.ID)
}
