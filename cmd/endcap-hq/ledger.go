package main

import (
	"context"
	"errors"
	"os"

	"endcap/internal/cli"
	"endcap/internal/hq/ledger"
)

// ledgerFlags say which ledger a verb works on, and stand in each that does.
type ledgerFlags struct {
	Dir    string `required:"" placeholder:"DIR" help:"The folder of endcap-hq serve."`
	Ledger string `placeholder:"URL" env:"ENDCAP_LEDGER" help:"Where the ledger is: postgres://user@host/name (default: a file in the folder)."`
}

// retailerFlags are those of a verb that is about one retailer.
type retailerFlags struct {
	ledgerFlags `embed:""`

	Tenant string `default:"demo" help:"The retailer, as in the devices' configuration."`
}

// open opens the ledger for a verb. The caller closes it.
func (f ledgerFlags) open(ctx context.Context, verb string) (*ledger.Ledger, error) {
	if _, err := os.Stat(f.Dir); err != nil {
		return nil, cli.Misuse("%s: the folder: %w; name the one that endcap-hq serve keeps, or make it", verb, err)
	}
	return ledger.Open(ctx, ledger.Options{Dir: f.Dir, Database: f.Ledger})
}

// with has a verb do something with the ledger while it is open.
func (f ledgerFlags) with(ctx context.Context, verb string, do func(*ledger.Ledger) error) error {
	l, err := f.open(ctx, verb)
	if err != nil {
		return err
	}
	return errors.Join(do(l), l.Close())
}
