package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/publish"
	"endcap/offers/points"
	"endcap/offers/shopper"
	"endcap/scanner/decode"
	"endcap/sync/wire"
)

func TestShopper_IssuesACardThatACartReads(t *testing.T) {
	dir := t.TempDir()
	qr := filepath.Join(dir, "card.png")
	known := file(t, "known.json", `{"id": "k3Yq-9", "member": true, "points": 840, "due": [{"gtin": "9520001100376", "days": 6, "last": "2026-11-15"}]}`)
	code, out, errs := run(t, "shopper", "issue", known, "--dir", dir, "--qr", qr)
	if code != cli.Done {
		t.Fatalf("got %d %s", code, errs)
	}
	text := strings.TrimSpace(out)
	public, err := os.ReadFile(filepath.Join(dir, publish.PublicFile))
	if err != nil {
		t.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(public)))
	if err != nil {
		t.Fatal(err)
	}
	card, err := shopper.Read(text, "demo", time.Now(), key)
	if err != nil || card.ID != "k3Yq-9" || card.Points != 840 || card.Until.Sub(card.Issued) != 7*24*time.Hour {
		t.Errorf("read id %q, %d points, %s (%v)", card.ID, card.Points, card.Until, err)
	}
	f, err := os.Open(qr)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if found := decode.NewReader().Read(img.(*image.Gray)); len(found) != 1 || found[0].Text != text {
		t.Errorf("the QR code reads %v", found)
	}
}

func TestShopper_IssueTakesPointsFromTheLedger(t *testing.T) {
	dir, tell := called(t)
	now := time.Now()
	tell(1, wire.NewEvent(wire.PointsPosted, now, points.Earned("b1", "five-a-euro", "k3Yq-9", 0, 120, now)))
	for content, want := range map[string]int64{`{"id": "k3Yq-9"}`: 120, `{"id": "k3Yq-9", "points": 7}`: 7, `{"id": "other"}`: 0} {
		code, out, errs := run(t, "shopper", "issue", file(t, "known.json", content), "--dir", dir)
		body, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(out), shopper.Prefix), ".")
		b, err := base64.RawURLEncoding.DecodeString(body)
		var card shopper.Token
		if err = errors.Join(err, json.Unmarshal(b, &card)); err != nil || code != cli.Done || card.Points != want {
			t.Errorf("%s: got %d points (%d %s %v), want %d", content, card.Points, code, errs, err, want)
		}
	}
}

func TestShopper_IssueSaysWhatIsWrong(t *testing.T) {
	for content, want := range map[string]string{
		`{"id": "k3Yq-9", "point": 1}`: "1:18: point",
		`{"id": "a b"}`:                "write 1 to 64 letters",
		`{"points": 1}`:                "an id of 0 bytes",
	} {
		code, out, errs := run(t, "shopper", "issue", file(t, "known.json", content), "--dir", t.TempDir())
		if code != cli.Wanting || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%s: got %d %s %s, want %q", content, code, out, errs, want)
		}
	}
	for _, args := range [][]string{{"nowhere.json", "--dir", t.TempDir()}, {file(t, "known.json", `{"id": "a"}`), "--dir", "/nowhere"}} {
		if code, _, errs := run(t, append([]string{"shopper", "issue"}, args...)...); code != cli.Misused {
			t.Errorf("got %d %s, want %d", code, errs, cli.Misused)
		}
	}
}
