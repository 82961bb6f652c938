package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/publish"
	"endcap/offers/points"
	"endcap/offers/shopper"
	"endcap/offers/strict"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

// shopperVerb is what is done for shoppers.
type shopperVerb struct {
	Issue issueVerb `cmd:"" help:"Sign what is known of a shopper, for a card."`
}

type issueVerb struct {
	retailerFlags `embed:""`

	File string        `arg:"" help:"What is known of the shopper, JSON."`
	For  time.Duration `default:"168h" help:"How long the card is good; 744h at most."`
	QR   string        `placeholder:"FILE" help:"Write it as a QR code too, a PNG."`
}

// Help is shown by --help.
func (issueVerb) Help() string {
	return `Writes the text of a shopper's card. A cart that scans it gives this shopper's own offers until the basket is paid,
keeps nothing of it and asks nobody. It is signed with the key that signs price books. What the file may hold:
  {"id": "k3Yq-9", "member": true, "segments": ["young-family"], "visits": 12, "points": 840,
   "used": [{"offer": "berries", "times": 3, "today": 1}], "progress": [{"offer": "tour", "made": {"have": 2}}],
   "favourites": ["9520001101113"], "due": [{"gtin": "9520001100376", "days": 6, "last": "2026-11-15"}],
   "recommended": ["9520001101489"]}
The id is a pseudonym; whose it is must not be told by it. Where the file tells no points, they are what the ledger says
of member/ID.

Example:
  endcap-hq shopper issue k3Yq-9.json --dir /var/lib/endcap-hq --qr k3Yq-9.png`
}

// Run writes the text, and the QR code if one is wanted.
func (v issueVerb) Run(ctx context.Context, std *cli.IO) (err error) {
	content, err := os.ReadFile(v.File)
	if err != nil {
		return cli.Misuse("shopper: what is known: %w; name another file", err)
	}
	var t shopper.Token
	if err := strict.Decode(content, &t, nil).Err(); err != nil {
		return fmt.Errorf("shopper: %s: %w", v.File, err)
	}
	l, err := v.open(ctx, "shopper")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	key, err := publish.OpenKey(v.Dir)
	if err != nil {
		return err
	}
	if t.Points == 0 {
		n, err := l.Points(ctx, v.Tenant, points.Member(t.ID))
		if err != nil {
			return err
		}
		t.Points = max(n, 0)
	}
	t.Tenant, t.Issued = v.Tenant, time.Now().UTC().Truncate(time.Second)
	t.Until = t.Issued.Add(v.For)
	text, err := shopper.Write(t, key)
	if err != nil {
		return err
	}
	if v.QR != "" {
		if err := writeQR(v.QR, text); err != nil {
			return err
		}
	}
	return std.Print(map[string]any{"text": text, "until": t.Until}, func(w io.Writer) { fmt.Fprintln(w, text) })
}

func writeQR(path, text string) error {
	code, err := write.QR(text)
	if err != nil {
		return fmt.Errorf("shopper: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, scene.Picture(code, scene.Options{Module: 4})); err != nil {
		return fmt.Errorf("shopper: draw the QR code: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		return fmt.Errorf("shopper: %w; name another file", err)
	}
	return nil
}
