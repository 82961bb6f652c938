package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"endcap/configs"
	"endcap/internal/cli"
	"endcap/internal/diag"
	"endcap/internal/node"
	"endcap/internal/store"
)

// backupWait is how long the service may take to write a backup.
const backupWait = 10 * time.Minute

type storeBackup struct {
	storeConfig
	To string `required:"" placeholder:"FILE" help:"Where to write it. A file that is there is not written over."`
}

// Help is shown by --help.
func (storeBackup) Help() string {
	return `Writes state.db as it is at one moment into one file, which says whose it is and has a SHA-256. Price books are left out;
they are fetched again. A running service writes the backup itself and goes on working.

Example:
  endcap store backup --config configs/cart.yaml --to cart-07.backup`
}

// Run writes a backup.
func (v storeBackup) Run(ctx context.Context, std *cli.IO) error {
	c, dir, err := v.load()
	if err != nil {
		return err
	}
	if exists(v.To) {
		return fmt.Errorf("store: %s is there already; choose another name", v.To)
	}
	var b store.Backup
	s, err := store.OpenState(dir)
	switch {
	case errors.Is(err, store.ErrLocked):
		b, err = hotBackup(ctx, c, v.To)
	case err == nil:
		b, err = s.Backup(ctx, v.To, store.Backup{Made: time.Now().UTC().Truncate(time.Second), By: version, Of: address(c)})
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		return absent(err, dir)
	}
	return std.Print(b, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %d bytes, %d records; %s\n", v.To, b.Bytes, b.Records, sayWaiting(b.Waiting))
	})
}

// hotBackup asks the running service for a backup and brings it to its place.
func hotBackup(ctx context.Context, c configs.Config, to string) (b store.Backup, err error) {
	made, err := askBackup(ctx, string(c.Diag.Listen))
	if err != nil {
		return b, fmt.Errorf("store: ask the running service for a backup: %w", err)
	}
	if err := move(made.Path, to); err != nil {
		return b, fmt.Errorf("store: the service wrote the backup to %s; it could not be brought to %s: %w", made.Path, to, err)
	}
	return store.ReadBackup(to)
}

func askBackup(ctx context.Context, addr string) (made node.Backup, err error) {
	ctx, cancel := context.WithTimeout(ctx, backupWait)
	defer cancel()
	body, err := ask(ctx, addr, diag.BackupPath, "backup")
	if err != nil {
		return made, err
	}
	return made, json.Unmarshal(body, &made)
}

// move brings a file to another place, perhaps on another disk, and leaves none
// that is not whole.
func move(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) //nolint:errcheck // it has another name by then, or is worth nothing
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if err := os.Rename(out.Name(), to); err != nil {
		return err
	}
	return os.Remove(from)
}

type storeRestore struct {
	storeConfig
	From  string `required:"" placeholder:"FILE" help:"The backup."`
	Yes   bool   `help:"Do it. Without it, only what would be done is said."`
	Force bool   `help:"Take the backup of another device. What waits in it is then told by both, unless the other one is gone."`
}

// Help is shown by --help.
func (storeRestore) Help() string {
	return `Reads the backup whole, says what it would replace, and with --yes puts it in place; the service has to be stopped.
The present state.db is kept beside it. A power cut leaves one or the other.

Example:
  endcap store restore --config configs/cart.yaml --from cart-07.backup
  endcap store restore --config configs/cart.yaml --from cart-07.backup --yes`
}

// Run restores a backup, or says what that would do.
func (v storeRestore) Run(std *cli.IO) error {
	c, dir, err := v.load()
	if err != nil {
		return err
	}
	var r store.Restore
	if v.Yes {
		r, err = store.RestoreTo(dir, v.From, address(c), v.Force)
	} else {
		r, err = store.PlanRestore(dir, v.From)
	}
	if err != nil {
		return err
	}
	return std.Print(r, func(w io.Writer) {
		b := r.Backup
		fmt.Fprintf(w, "backup   of %s/%s/%s, made %s: %d records; %s\n", b.Of.Tenant, b.Of.Store, b.Of.Device, b.Made.Format(time.RFC3339), b.Records, sayWaiting(b.Waiting))
		switch {
		case r.Fault != "":
			fmt.Fprintf(w, "present  damaged: %s\n", r.Fault)
		case r.Present != nil:
			fmt.Fprintf(w, "present  %s\n", sayWaiting(*r.Present))
		default:
			fmt.Fprintf(w, "present  none in %s\n", dir)
		}
		switch {
		case r.Done && r.Aside != "":
			fmt.Fprintf(w, "done     the present one is kept as %s\n", r.Aside)
		case r.Done:
			fmt.Fprintf(w, "done     start the service\n")
		case b.Of != address(c):
			fmt.Fprintf(w, "nothing is changed; it is the backup of another device: with --yes --force it is put in place all the same\n")
		default:
			fmt.Fprintf(w, "nothing is changed; with --yes it is put in place, and what only the present one knows is not sent any more\n")
		}
	})
}
