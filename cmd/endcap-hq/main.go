// Command endcap-hq is headquarters: it publishes price books, keeps the
// ledger, and shows the fleet.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // --zone Europe/Berlin is known on a bare machine too

	"endcap/internal/cli"
)

// version is set by the linker.
var version = "unknown"

// verbs are what endcap-hq can do, one file each.
type verbs struct {
	cli.Options

	Serve   serveVerb   `cmd:"" help:"Run headquarters: broker, ledger, price books, pages."`
	Demo    demoVerb    `cmd:"" help:"Play a shop on this machine."`
	Publish publishVerb `cmd:"" help:"Sign a price book and send it to a store."`
	Prices  pricesVerb  `cmd:"" help:"What products have cost, for prior prices."`
	Quota   quotaVerb   `cmd:"" help:"Grant limited offers and points to carts."`
	Points  pointsVerb  `cmd:"" help:"Members' points, in double entry."`
	Wins    winsVerb    `cmd:"" help:"Instant wins that can be audited."`
	Shopper shopperVerb `cmd:"" help:"Make shoppers' cards."`
	EPCIS   epcisVerb   `cmd:"" name:"epcis" help:"Say in GS1's EPCIS 2.0 what the ledger knows of goods."`
	Command commandVerb `cmd:"" help:"Have a device do something, once."`
	Version cli.Version `cmd:"" help:"Say what this program is."`
}

const about = "The other end of endcap: signs and publishes price books, keeps every event exactly once, shows the fleet."

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	do := &verbs{Version: cli.Version{Program: "endcap-hq", Version: version}}
	os.Exit(cli.Main(ctx, "endcap-hq", about, do, os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
