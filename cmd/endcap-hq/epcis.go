package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/renameio/v2"

	"endcap/internal/cli"
	"endcap/internal/hq/epcis"
	"endcap/internal/hq/ledger"
)

type epcisVerb struct {
	ledgerFlags `embed:""`

	Tenant string            `placeholder:"NAME" help:"Only this retailer."`
	Store  string            `placeholder:"NAME" help:"Only this store."`
	Day    string            `placeholder:"DAY" xor:"from,to" help:"Only this day, as the clocks of the store say: 2026-11-21."`
	From   string            `placeholder:"DAY" xor:"from" help:"From this day on."`
	To     string            `placeholder:"DAY" xor:"to" help:"Up to this day and with it."`
	After  int64             `placeholder:"N" help:"Only what reached the ledger after its entry N: to go on where the last call ended."`
	Out    string            `placeholder:"FILE" help:"Write to this file, whole or not at all (default: stdout)."`
	Lines  bool              `help:"One event a line instead of one document."`
	Root   string            `placeholder:"URL" help:"Root of the Digital Links and of the retailer's own identifiers (default: id.gs1.org and URNs)."`
	GLN    map[string]string `name:"gln" placeholder:"STORE=GLN" help:"Global Location Number of a store."`
	GIAI   string            `name:"giai" placeholder:"PREFIX" help:"GS1 company prefix under which carts and shelves are numbered as assets."`
	Zone   map[string]string `placeholder:"STORE=ZONE" help:"Time zone of a store, such as Europe/Berlin (default: as its devices say)."`
}

// Help is shown by --help.
func (epcisVerb) Help() string {
	return `Writes what the ledger knows of goods as EPCIS 2.0 in JSON-LD, for those who trace goods across firms:
goods taken, put back, stocked and sold, and goods held back because they are expired or recalled.
A last line says how many events were written, what was left out and why, and where to go on.
The same ledger gives the same bytes, and an event has the same ID in every call.
It may run beside endcap-hq serve.

Examples:
  endcap-hq epcis --dir /var/lib/endcap-hq --day 2026-11-21 --gln berlin-1=9521234567899 --out day.jsonld
  endcap-hq epcis --dir /var/lib/endcap-hq --lines --after 81234`
}

// Run exports.
func (v epcisVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	m, err := v.mapping()
	if err != nil {
		return cli.Misuse("%w", err)
	}
	if _, err := os.Stat(filepath.Join(v.Dir, ledger.File)); err != nil && v.Ledger == "" {
		return cli.Misuse("epcis: the ledger: %w; name the folder that endcap-hq serve keeps", err)
	}
	l, err := v.open(ctx, "epcis")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	report, err := v.write(ctx, m, l, std.Out)
	if errors.Is(err, epcis.ErrRange) {
		return cli.Misuse("%w", err)
	}
	if err != nil {
		return err
	}
	if v.Out == "" {
		tell(std.Err, report)
		return nil
	}
	return std.Print(report, func(w io.Writer) { tell(w, report) })
}

func (v epcisVerb) mapping() (*epcis.Mapping, error) {
	o := epcis.Options{Root: v.Root, GLN: v.GLN, GIAI: v.GIAI, Zones: map[string]*time.Location{}}
	for _, store := range slices.Sorted(maps.Keys(v.Zone)) {
		z, err := time.LoadLocation(v.Zone[store])
		if err != nil {
			return nil, fmt.Errorf("epcis: the time zone of store %s: %w", store, err)
		}
		o.Zones[store] = z
	}
	return epcis.New(o)
}

// write writes to stdout, or to a file that is whole when it has its name.
func (v epcisVerb) write(ctx context.Context, m *epcis.Mapping, l *ledger.Ledger, stdout io.Writer) (report epcis.Report, err error) {
	r := epcis.Range{Tenant: v.Tenant, Store: v.Store, From: v.From, To: v.To, After: v.After}
	if v.Day != "" {
		r.From, r.To = v.Day, v.Day
	}
	do := m.Document
	if v.Lines {
		do = m.Lines
	}
	if v.Out == "" {
		return do(ctx, stdout, l, r)
	}
	f, err := renameio.NewPendingFile(v.Out, renameio.WithPermissions(0o644))
	if err != nil {
		return report, cli.Misuse("epcis: the file: %w; name one in a folder that can be written", err)
	}
	defer f.Cleanup() //nolint:errcheck // after CloseAtomicallyReplace it has nothing to do
	if report, err = do(ctx, f, l, r); err != nil {
		return report, err
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return report, fmt.Errorf("epcis: write %s: %w", v.Out, err)
	}
	return report, nil
}

// tell writes a report for people.
func tell(w io.Writer, r epcis.Report) {
	fmt.Fprintf(w, "%d events of %d entries; the last entry is %d\n", r.Events, r.Entries, r.Last)
	for _, l := range r.Left {
		kind := string(l.Type)
		if kind == "" {
			kind = "other"
		}
		fmt.Fprintf(w, "  left out: %6d %s: %s\n", l.Entries, kind, l.Why)
	}
}
