package main

import (
	"context"
	"fmt"
	"io"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/cli"
	"endcap/internal/node"
)

type checkVerb struct {
	Config string `required:"" placeholder:"FILE" help:"The device's configuration."`
}

// Help is shown by --help.
func (checkVerb) Help() string {
	return `Looks at the configuration, the store, the scanners, the parts, the ports and the brokers, one line each.
Exit code 1 when something is missing.

Example:
  endcap check --config configs/shelf.yaml`
}

// Run checks the device that a configuration describes.
func (v checkVerb) Run(ctx context.Context, std *cli.IO) error {
	c, err := configs.Load(v.Config)
	if err != nil {
		return err
	}
	wanting := false
	for _, l := range node.Check(ctx, c) {
		wanting = wanting || l.State == device.Missing
		if err := std.Print(l, func(w io.Writer) { fmt.Fprintf(w, "%-8s %-22s %s\n", l.State, l.Part, l.Text) }); err != nil {
			return err
		}
	}
	if wanting {
		return cli.ErrWanting
	}
	return nil
}
