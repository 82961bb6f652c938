package main

import (
	"context"
	"log/slog"

	"endcap/configs"
	"endcap/internal/cli"
	"endcap/internal/node"
)

type runVerb struct {
	Config string `required:"" placeholder:"FILE" help:"The device's configuration."`
}

// Help is shown by --help.
func (runVerb) Help() string {
	return `Runs the cart or the shelf that the file describes until it is told to end.
Log lines go to stderr, as JSON with --json; the line "ready" has the addresses of the pages.

Example:
  endcap run --config configs/cart.yaml`
}

// Run runs the device.
func (v runVerb) Run(ctx context.Context, std *cli.IO) error {
	c, err := configs.Load(v.Config)
	if err != nil {
		return err
	}
	level := &slog.HandlerOptions{Level: c.Log.Level}
	var h slog.Handler = slog.NewTextHandler(std.Err, level)
	if std.JSON {
		h = slog.NewJSONHandler(std.Err, level)
	}
	return node.Run(ctx, c, node.Options{Version: version, Log: slog.New(h)})
}
