// Command endcap is the edge service of a smart cart or a shelf controller.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"endcap/internal/cli"
)

// verbs are what endcap can do, one file each.
type verbs struct {
	cli.Options
	Run     runVerb     `cmd:"" help:"Run the cart or the shelf."`
	Check   checkVerb   `cmd:"" help:"Look at everything a device needs."`
	Version versionVerb `cmd:"" help:"Print what this program is."`

	Label labelVerb `cmd:"" help:"Draw a shelf label."`
	Price priceVerb `cmd:"" help:"Price a basket and say why."`
	GS1   gs1Verb   `cmd:"" name:"gs1" help:"Explain GS1 data."`
	Scan  scanVerb  `cmd:"" help:"Read barcodes from pictures."`
}

const about = "The edge service of a smart cart or a shelf: reads barcodes, prices baskets, draws labels, and loses nothing."

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Main(ctx, "endcap", about, &verbs{}, os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
