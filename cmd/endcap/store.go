package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/cli"
	"endcap/internal/store"
	"endcap/sync/wire"
)

// storeVerb looks after the local ledger of a device.
type storeVerb struct {
	Check   storeCheck   `cmd:"" help:"Read every page and every record."`
	Stats   storeStats   `cmd:"" help:"Say what is in it, and what waits for headquarters."`
	Compact storeCompact `cmd:"" help:"Give back the room that is not used any more."`
	Backup  storeBackup  `cmd:"" help:"Write a backup, while the service runs or not."`
	Restore storeRestore `cmd:"" help:"Put a backup in place of the local ledger."`
	Export  storeExport  `cmd:"" help:"Write what the device knows, for support."`
}

// storeConfig says whose store it is.
type storeConfig struct {
	Config string `required:"" placeholder:"FILE" help:"The device's configuration."`
}

// load returns the configuration and its store's folder.
func (v storeConfig) load() (configs.Config, string, error) {
	c, err := configs.Load(v.Config)
	return c, string(c.Data), err
}

func address(c configs.Config) wire.Address {
	return wire.Address{Tenant: string(c.Tenant), Store: string(c.Store), Device: string(c.Device)}
}

// absent makes a sentence of a folder without a store.
func absent(err error, dir string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: there is none in %s yet; the first run makes it", dir)
	}
	return err
}

type storeCheck struct{ storeConfig }

// Help is shown by --help.
func (storeCheck) Help() string {
	return `Reads both files of the store whole and changes nothing; the service has to be stopped.
Exit code 1 when one is damaged: the next start of the service repairs it and keeps the damaged file.

Example:
  endcap store check --config configs/cart.yaml`
}

// Run checks the files.
func (v storeCheck) Run(std *cli.IO) error {
	_, dir, err := v.load()
	if err != nil {
		return err
	}
	files, err := store.Inspect(dir)
	if err != nil {
		return absent(err, dir)
	}
	var wrong error
	for _, f := range files {
		h := device.Health{Part: f.File, State: device.Well, Text: fmt.Sprintf("whole: %d pages, %d records", f.Pages, f.Records)}
		if f.Fault != "" {
			wrong = cli.ErrWanting
			h.State, h.Text = device.Missing, "damaged: "+f.Fault+"; start the service, which repairs what can be repaired and keeps the damaged file"
		}
		if err := std.Print(h, func(w io.Writer) { fmt.Fprintf(w, "%-8s %-22s %s\n", h.State, h.Part, h.Text) }); err != nil {
			return err
		}
	}
	return wrong
}

type storeStats struct{ storeConfig }

// Help is shown by --help.
func (storeStats) Help() string {
	return `Counts what is in both files; the service has to be stopped.

Example:
  endcap store stats --config configs/cart.yaml`
}

// Run counts what is in the files.
func (v storeStats) Run(std *cli.IO) error {
	c, dir, err := v.load()
	if err != nil {
		return err
	}
	files, err := store.Inspect(dir)
	if err != nil {
		return absent(err, dir)
	}
	for _, f := range files {
		if err := std.Print(f, func(w io.Writer) { printFile(w, f) }); err != nil {
			return err
		}
	}
	s, err := store.OpenState(dir)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // it was only read
	waits, err := s.Waiting()
	if err != nil {
		return err
	}
	return std.Print(struct {
		store.Waiting
		Quota int64 `json:"quota"`
	}{waits, int64(c.Quota)}, func(w io.Writer) {
		fmt.Fprintf(w, "%s; the quota is %d MiB\n", sayWaiting(waits), int64(c.Quota)>>20)
	})
}

func sayWaiting(w store.Waiting) string {
	if w.Events == 0 {
		return "no events wait for headquarters"
	}
	return fmt.Sprintf("%d events wait for headquarters, the oldest since %s", w.Events, w.Oldest.UTC().Format(time.RFC3339))
}

func printFile(w io.Writer, f store.Inspection) {
	fmt.Fprintf(w, "%s  %.1f MiB, %d pages of %d bytes, %d of them free\n", f.File, float64(f.Bytes)/(1<<20), f.Pages, f.Page, f.Free)
	if f.Fault != "" {
		fmt.Fprintf(w, "  damaged: %s\n", f.Fault)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "  records\tbytes\tpages\t  bucket\n")
	for _, b := range f.Buckets {
		fmt.Fprintf(t, "  %d\t%d\t%d\t  %s\n", b.Records, b.Bytes, b.Pages, b.Name)
	}
	_ = t.Flush() // who no longer reads our lines needs no error of ours
}

type storeCompact struct{ storeConfig }

// Help is shown by --help.
func (storeCompact) Help() string {
	return `Writes state.db anew without its free pages; the service has to be stopped. A power cut leaves the old or the new file.
The service does the same by itself at its start when most of a large file is free.

Example:
  endcap store compact --config configs/cart.yaml`
}

// Run compacts state.db.
func (v storeCompact) Run(std *cli.IO) error {
	_, dir, err := v.load()
	if err != nil {
		return err
	}
	was, is, err := store.Compact(dir)
	if err != nil {
		return absent(err, dir)
	}
	return std.Print(struct {
		Was int64 `json:"was"`
		Is  int64 `json:"is"`
	}{was, is}, func(w io.Writer) { fmt.Fprintf(w, "state.db had %d bytes and has %d\n", was, is) })
}

type storeExport struct{ storeConfig }

// Help is shown by --help.
func (storeExport) Help() string {
	return `Writes the open basket, the sums of the stock and the events that wait, one JSON value a line; the service has to be stopped.

Example:
  endcap store export --config configs/cart.yaml > cart-07.jsonl`
}

// Run writes what the device knows.
func (v storeExport) Run(ctx context.Context, std *cli.IO) error {
	_, dir, err := v.load()
	if err != nil {
		return err
	}
	s, err := store.OpenState(dir)
	if err != nil {
		return absent(err, dir)
	}
	defer func() { _ = s.Close() }() // it was only read
	enc := json.NewEncoder(std.Out)
	return s.Export(func(l store.Line) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return enc.Encode(l)
	})
}

// exists reports whether something stands at path.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
