package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"endcap/configs"
	"endcap/internal/cli"
	"endcap/internal/diag"
)

// frameWait is how long the service may take for a frame.
const frameWait = 20 * time.Second

// frameVerb shows a technician what a camera sees.
type frameVerb struct {
	Config  string `required:"" placeholder:"FILE" help:"The device's configuration."`
	Scanner string `required:"" placeholder:"NAME" help:"Which camera, as in the configuration."`
	To      string `required:"" placeholder:"FILE" help:"The picture, a PNG. A file that is there is not written over."`
}

// Help is shown by --help.
func (frameVerb) Help() string {
	return `Asks the running service for one frame of a camera: hold a label before it. What is given is the next frame in which
something is read, or any after ten seconds, and all but the symbols in it is blurred. No other frame is ever kept.

Example:
  endcap frame --config configs/cart.yaml --scanner front --to front.png`
}

// Run brings a frame.
func (v frameVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	c, err := configs.Load(v.Config)
	if err != nil {
		return err
	}
	if exists(v.To) {
		return fmt.Errorf("frame: %s is there already; choose another name", v.To)
	}
	ctx, cancel := context.WithTimeout(ctx, frameWait)
	defer cancel()
	picture, err := ask(ctx, string(c.Diag.Listen), diag.FramePath+"?scanner="+url.QueryEscape(v.Scanner), "frame")
	if err != nil {
		return fmt.Errorf("frame: ask the running service: %w", err)
	}
	if err := os.WriteFile(v.To, picture, 0o600); err != nil {
		return fmt.Errorf("frame: %w", err)
	}
	made := struct {
		File  string `json:"file"`
		Bytes int    `json:"bytes"`
	}{v.To, len(picture)}
	return std.Print(made, func(w io.Writer) { fmt.Fprintf(w, "%s: %d bytes\n", made.File, made.Bytes) })
}
