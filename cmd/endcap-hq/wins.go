package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/ledger"
	"endcap/offers/play"
)

// winsVerb is what is done with instant wins.
type winsVerb struct {
	New     newWinVerb  `cmd:"" help:"Make an offer an instant win."`
	Publish openWinVerb `cmd:"" help:"Tell the secret of an instant win that is over."`
	Audit   auditVerb   `cmd:"" help:"Make every draw that was told again."`
}

type winFlags struct {
	retailerFlags `embed:""`

	Offer string `arg:"" help:"Which offer, by its id."`
}

type newWinVerb struct {
	winFlags `embed:""`

	Chance int64 `required:"" placeholder:"N" help:"So many of a million baskets win."`
}

// Help is shown by --help.
func (newWinVerb) Help() string {
	return `Makes a secret, keeps it in the ledger, and prints what the offer's file says of it: the SHA-256 of the secret and
the chance. Then endcap-hq quota says how often it may be won; the seed of each cart travels in its grant. With the
SHA-256 out nobody can choose who wins any more, and without the secret nobody can tell before.

Example:
  endcap-hq wins new lucky-monday --chance 20000 --dir /var/lib/endcap-hq`
}

// Run makes the win.
func (v newWinVerb) Run(ctx context.Context, std *cli.IO) error {
	return v.with(ctx, "wins", func(l *ledger.Ledger) error {
		w, err := l.NewWin(ctx, v.Tenant, v.Offer, v.Chance, rand.Reader)
		if errors.Is(err, ledger.ErrWinExists) || errors.Is(err, play.ErrWin) {
			return cli.Misuse("%w", err)
		}
		if err != nil {
			return err
		}
		text, err := json.Marshal(w.Win)
		if err != nil {
			return err
		}
		return std.Print(w.Win, func(out io.Writer) { fmt.Fprintf(out, "\"win\": %s\n", text) })
	})
}

type openWinVerb struct {
	winFlags `embed:""`
}

// Help is shown by --help.
func (openWinVerb) Help() string {
	return `Prints the secret, for everyone to make the draws again, and grants nothing of the offer any more. Publish it when
the offer is over everywhere: who has it can tell who will win.

Example:
  endcap-hq wins publish lucky-monday --dir /var/lib/endcap-hq`
}

// Run tells the secret.
func (v openWinVerb) Run(ctx context.Context, std *cli.IO) error {
	return v.with(ctx, "wins", func(l *ledger.Ledger) error {
		w, err := l.PublishWin(ctx, v.Tenant, v.Offer, time.Now())
		if errors.Is(err, ledger.ErrNoWin) {
			return cli.Misuse("%w", err)
		}
		if err != nil {
			return err
		}
		master, err := w.Master.MarshalText()
		if err != nil {
			return err
		}
		return std.Print(w, func(out io.Writer) {
			fmt.Fprintf(out, "master %s\ncommit %s\nchance %d of %d\n", master, w.Commit, w.Chance, play.Million)
		})
	})
}

type auditVerb struct {
	winFlags `embed:""`
}

// Help is shown by --help.
func (auditVerb) Help() string {
	return `Makes every draw that carts told of again from the secret, and lists those that do not follow from it; then it fails.

Example:
  endcap-hq wins audit lucky-monday --dir /var/lib/endcap-hq`
}

// audited is what an audit found.
type audited struct {
	Draws  int          `json:"draws"`
	Faults []play.Fault `json:"faults"`
}

// Run audits.
func (v auditVerb) Run(ctx context.Context, std *cli.IO) error {
	return v.with(ctx, "wins", func(l *ledger.Ledger) error {
		a := audited{Faults: []play.Fault{}}
		n, faults, err := l.AuditWin(ctx, v.Tenant, v.Offer)
		if errors.Is(err, ledger.ErrNoWin) {
			return cli.Misuse("%w", err)
		}
		if err != nil {
			return err
		}
		a.Draws, a.Faults = n, append(a.Faults, faults...)
		if err := std.Print(a, func(out io.Writer) {
			for _, f := range a.Faults {
				fmt.Fprintf(out, "%s of %s: %s\n", f.Basket, f.Device, f.Text)
			}
			fmt.Fprintf(out, "%d draws, %d of them are not what the secret says\n", a.Draws, len(a.Faults))
		}); err != nil {
			return err
		}
		if len(a.Faults) > 0 {
			return cli.ErrWanting
		}
		return nil
	})
}
