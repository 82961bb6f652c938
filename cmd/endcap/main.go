// Command endcap is the edge service of a smart cart or a shelf controller.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"endcap/internal/cli"
)

// version is set by the linker.
var version = "unknown"

// verbs are what endcap can do, one file each.
type verbs struct {
	cli.Options
	Run     runVerb     `cmd:"" help:"Run the cart or the shelf."`
	Check   checkVerb   `cmd:"" help:"Look at everything a device needs."`
	Detect  detectVerb  `cmd:"" help:"Find scanners and cameras that are plugged in."`
	Frame   frameVerb   `cmd:"" help:"Show what a camera sees."`
	Scan    scanVerb    `cmd:"" help:"Read barcodes from pictures."`
	GS1     gs1Verb     `cmd:"" name:"gs1" help:"Explain GS1 data."`
	Price   priceVerb   `cmd:"" help:"Price a basket and say why."`
	Offers  offersVerb  `cmd:"" help:"Help to write offers."`
	Label   labelVerb   `cmd:"" help:"Draw a shelf label."`
	Sheet   sheetVerb   `cmd:"" help:"Write a sheet of test symbols to print."`
	Store   storeVerb   `cmd:"" help:"Look after the local ledger."`
	Version cli.Version `cmd:"" help:"Say what this program is."`
}

const about = "The edge service of a smart cart or a shelf: reads barcodes, prices baskets, draws labels, and loses nothing."

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	do := &verbs{Version: cli.Version{Program: "endcap", Version: version}}
	os.Exit(cli.Main(ctx, "endcap", about, do, os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
