package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

type commandVerb struct {
	retailerFlags `embed:""`

	Store  string        `arg:"" help:"Which store the device is in."`
	Device string        `arg:"" help:"Which device."`
	Kind   string        `arg:"" help:"What it shall do."`
	Args   string        `placeholder:"JSON" help:"What the kind needs to know, a JSON object."`
	For    time.Duration `default:"10m" help:"How long it may be begun."`
	Fresh  bool          `help:"Only over the connection that the device has when it is sent: for what must not be done by a message that somebody kept back."`
	Wait   bool          `help:"Wait for the outcome, as long as --for."`
}

// Help is shown by --help.
func (commandVerb) Help() string {
	return `Gives a device a command, once. A headquarters that serves the folder, or the same ledger, signs and
sends it within a second, or when the device is next there; a device does no command twice and none too
late. What becomes of it comes back as an event; --wait tells it, and fails unless it was done.

Example:
  endcap-hq command berlin-1 shelf-a3 locate --args '{"label": "A3-1", "seconds": 20}' --for 1m --wait --dir /var/lib/endcap-hq`
}

// Run gives the command.
func (v commandVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	l, err := v.open(ctx, "command")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	given, err := l.Command(ctx, wire.Address{Tenant: v.Tenant, Store: v.Store, Device: v.Device},
		ledger.Order{Kind: v.Kind, Args: json.RawMessage(v.Args), For: v.For, Fresh: v.Fresh}, time.Now())
	if errors.Is(err, ledger.ErrNoDevice) || errors.Is(err, wire.ErrMalformed) || errors.Is(err, wire.ErrTooLarge) {
		return cli.Misuse("%w", err)
	}
	if err != nil {
		return err
	}
	c, err := v.follow(ctx, l, given)
	if err != nil {
		return err
	}
	if err := std.Print(c, func(w io.Writer) {
		fmt.Fprintf(w, "command %d for %s/%s (%s): %s", c.Number, c.Store, c.Device, c.ID, c.State)
		if c.Text != "" {
			fmt.Fprintf(w, ": %s", c.Text)
		}
		fmt.Fprintln(w)
	}); err != nil {
		return err
	}
	if v.Wait && c.State != ledger.CommandState(wire.Done) {
		return fmt.Errorf("command %d was not done: %s", c.Number, c.State)
	}
	return nil
}

// follow returns how far the command has come: at once, or when its outcome
// is known or it is too late for one.
func (v commandVerb) follow(ctx context.Context, l *ledger.Ledger, given wire.Command) (ledger.Command, error) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		c, err := l.Given(ctx, given.ID)
		late := time.Now().After(given.Expires.Add(grace))
		if late && c.State == ledger.CommandWaiting {
			c.State = ledger.CommandExpired // it was never sent, and never will be
		}
		if err != nil || !v.Wait || !c.State.Open() || late {
			return c, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return c, nil
		}
	}
}

const (
	look  = 200 * time.Millisecond // between looks for an outcome
	grace = 5 * time.Second        // for the outcome of a command begun at the last moment
)
