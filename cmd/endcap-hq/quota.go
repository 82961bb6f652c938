package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/ledger"
	"endcap/offers/money"
	"endcap/offers/points"
	"endcap/offers/quota"
)

type quotaVerb struct {
	retailerFlags `embed:""`

	Of      string        `arg:"" name:"offer" help:"Which offer, by its id; or member/ID for a member's points."`
	Store   string        `placeholder:"NAME" help:"Which store's carts are granted to. Without it nothing is granted."`
	Devices []string      `placeholder:"NAME" help:"Only these carts of the store."`
	Uses    int64         `placeholder:"N" help:"How often the offer may be given in all, from now on."`
	Money   string        `placeholder:"AMOUNT" help:"For how much it may be given in all, from now on: '500.00 EUR'."`
	Serials string        `placeholder:"FROM-TO" help:"Numbers of coupons that may be taken, each granted once for ever."`
	Points  int64         `placeholder:"N" help:"How many points of the member may be burned."`
	Share   string        `default:"100" placeholder:"PERCENT" help:"How much of what is left is granted now (default: all of it)."`
	For     time.Duration `default:"168h" help:"How long the grants are good (default: seven days)."`
	Take    time.Duration `default:"24h" help:"How long a cart that is away has to take its grant."`
	Back    bool          `help:"Have the carts give back what is left of their grants."`
}

// Help is shown by --help.
func (quotaVerb) Help() string {
	return `Splits what is limited over the carts of a store: each may give its part away by itself, whether it hears
headquarters or not. An offer with a budget or a device quota gives nothing on a cart without a grant, and all
carts together never give more than the budget. The first call says what may be given in all; later ones grant
of what is left, or raise it. With nothing but the offer, it says how it stands.

A grant counts whole until its cart gives it back (--back), or is known never to have taken it.

Examples:
  endcap-hq quota soup-for-all --store berlin-1 --uses 1000 --money '500.00 EUR' --share 50 --dir /var/lib/endcap-hq
  endcap-hq quota soup-for-all --store berlin-1 --back --dir /var/lib/endcap-hq
  endcap-hq quota member/8e5c --store berlin-1 --devices cart-07 --points 200 --dir /var/lib/endcap-hq
  endcap-hq quota soup-for-all --dir /var/lib/endcap-hq`
}

// Run grants, takes back or tells.
func (v quotaVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	o, err := v.sharing(time.Now())
	if err != nil {
		return err
	}
	l, err := v.open(ctx, "quota")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	switch {
	case v.Back:
		n, err := l.TakeBack(ctx, o, time.Now())
		if err != nil {
			return err
		}
		return std.Print(map[string]int{"grants": n}, func(w io.Writer) { fmt.Fprintf(w, "%d grants are taken back as their carts tell\n", n) })
	case v.Store != "":
		given, err := l.Grant(ctx, o, time.Now())
		if errors.Is(err, ledger.ErrNoBook) || errors.Is(err, quota.ErrGrant) {
			return cli.Misuse("%w", err)
		}
		if err != nil {
			return err
		}
		return std.Print(given, func(w io.Writer) { grants(w, given) })
	}
	return v.tell(ctx, std, l, o)
}

// sharing is what the flags ask for.
func (v quotaVerb) sharing(now time.Time) (o ledger.Sharing, err error) {
	o = ledger.Sharing{Tenant: v.Tenant, Store: v.Store, Devices: v.Devices, Offer: v.Of, Points: v.Points, Until: now.Add(v.For), For: v.Take}
	if strings.HasPrefix(v.Of, points.Member("")) {
		o.Offer, o.Account = "", v.Of
	}
	asked := v.Uses != 0 || v.Money != "" || v.Serials != ""
	switch {
	case o.Account != "" && asked, o.Account == "" && v.Points != 0:
		return o, cli.Misuse("quota: points are of a member (member/ID), uses, money and serials of an offer")
	case v.Store == "" && (asked || v.Points != 0 || len(v.Devices) > 0):
		return o, cli.Misuse("quota: name the store whose carts are granted to")
	}
	if o.Part, err = money.ParsePercent(v.Share); err != nil || o.Part > money.Whole {
		return o, cli.Misuse("quota: a share of %q: use a percentage up to 100", v.Share)
	}
	if v.Serials != "" {
		if n, err := fmt.Sscanf(v.Serials, "%d-%d", &o.Serials.From, &o.Serials.To); n != 2 {
			return o, cli.Misuse("quota: the coupons %q: %w; use FROM-TO", v.Serials, err)
		}
	}
	if v.Uses == 0 && v.Money == "" {
		return o, nil
	}
	o.Budget = &ledger.Budget{Uses: v.Uses}
	if v.Money != "" {
		if o.Budget.Money, err = money.Parse(v.Money); err != nil {
			return o, cli.Misuse("quota: %w; use '500.00 EUR'", err)
		}
	}
	return o, nil
}

// standing is how a budget stands.
type standing struct {
	ledger.Usage
	Grants []ledger.Granted `json:"grants"`
}

func (v quotaVerb) tell(ctx context.Context, std *cli.IO, l *ledger.Ledger, o ledger.Sharing) error {
	all, err := l.Grants(ctx, o.Tenant, "", o.Offer, o.Account)
	if err != nil {
		return err
	}
	s := standing{Grants: all}
	if o.Offer != "" {
		if s.Usage, err = l.Usage(ctx, o.Tenant, o.Offer); err != nil {
			return err
		}
	}
	return std.Print(s, func(w io.Writer) {
		if o.Offer != "" {
			fmt.Fprintf(w, "budget    %s\n", amounts(s.Uses, s.Money, 0))
			fmt.Fprintf(w, "granted   %s\n", amounts(s.Granted.Uses, money.New(s.Granted.Money, s.Money.Currency), 0))
			fmt.Fprintf(w, "redeemed  %s\n", amounts(s.Redeemed.Uses, money.New(s.Redeemed.Money, s.Money.Currency), 0))
		}
		grants(w, all)
	})
}

func grants(w io.Writer, all []ledger.Granted) {
	for _, g := range all {
		line := amounts(g.Grant.Uses, g.Grant.Money, g.Grant.Points)
		if g.Grant.Serials != (quota.Serials{}) {
			line += fmt.Sprintf(", coupons %d to %d", g.Grant.Serials.From, g.Grant.Serials.To)
		}
		if g.Closed {
			line += "; closed, gave " + amounts(g.Took.Uses, money.New(g.Took.Money, g.Grant.Money.Currency), g.Took.Points)
		}
		fmt.Fprintf(w, "%s/%s  %s  %s until %s: %s\n", g.Store, g.Device, g.Grant.ID, g.State, g.Grant.Until.Format(time.RFC3339), line)
	}
}

// amounts says figures that are limited, "nothing" where none is.
func amounts(uses int64, m money.Amount, of int64) string {
	var all []string
	if uses != 0 {
		all = append(all, fmt.Sprintf("%d uses", uses))
	}
	if m.Minor != 0 {
		all = append(all, m.String())
	}
	if of != 0 {
		all = append(all, fmt.Sprintf("%d points", of))
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, ", ")
}
