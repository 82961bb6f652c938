package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/internal/cli"
	"endcap/internal/store"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/scene"
	"endcap/scanner/write"
	"endcap/sync/wire"
)

// photo writes a picture of a symbol and returns its path.
func photo(t *testing.T, name string, symbol image.Image, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, scene.Picture(symbol, scene.Options{Turn: 2, Noise: 4, Seed: 1})); err != nil {
		t.Fatal(err)
	}
	return keep(t, name, b.Bytes())
}

func keep(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func endcap(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = cli.Main(t.Context(), "endcap", about, &verbs{}, args, cli.IO{In: strings.NewReader(in), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestScan_SaysWhatALabelMeans(t *testing.T) {
	code128, err := write.GS1128("0104012345123456" + "10LOT42\x1d" + "15270131")
	file := photo(t, "label.png", code128, err)
	code, out, errs := endcap(t, "", "scan", file)
	if code != cli.Done || errs != "" {
		t.Errorf("exit code %d and %q, want 0 and no error", code, errs)
	}
	for _, want := range []string{"CODE_128 010401234512345610LOT42␝15270131", "04012345123456", "LOT42", "2027-01-31"} {
		if !strings.Contains(out, want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
}

func TestScan_GoesOnAfterAPictureThatCannotBeRead(t *testing.T) {
	qr, err := write.QR("good")
	good := photo(t, "good.png", qr, err)
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	files := []string{
		keep(t, "cut.png", content[:len(content)/2]), "complete",
		keep(t, "text.png", []byte("not a picture at all")), "PNG, JPEG, GIF",
		keep(t, "huge.pgm", []byte("P5 20000 20000 255\n")), "million",
		keep(t, "blank.pgm", append([]byte("P5 100 100 255\n"), bytes.Repeat([]byte{200}, 10000)...)), "no bar code",
		filepath.Join(t.TempDir(), "absent.png"), "no such file",
	}
	args := []string{"scan"}
	for i := 0; i < len(files); i += 2 {
		args = append(args, files[i])
	}
	code, out, errs := endcap(t, "", append(args, good)...)
	if code != cli.Wanting || !strings.Contains(out, "QR_CODE good") {
		t.Errorf("exit code %d and output %q, want 1 and the good picture", code, out)
	}
	lines := strings.Split(strings.TrimSuffix(errs, "\n"), "\n")
	if len(lines) != len(files)/2 {
		t.Fatalf("%d sentences, want one each:\n%s", len(lines), errs)
	}
	for i, line := range lines {
		if !strings.Contains(line, files[2*i]) || !strings.Contains(line, files[2*i+1]) {
			t.Errorf("sentence %q does not name %s and say %q", line, files[2*i], files[2*i+1])
		}
	}
}

func TestScan_PrintsJSON(t *testing.T) {
	qr, err := write.QR("https://id.example.org/01/04012345123456/10/LOT42")
	_, out, _ := endcap(t, "", "scan", "--json", photo(t, "label.png", qr, err))
	var got struct {
		Symbols []struct {
			Format string
			Item   struct{ GTIN, Lot string }
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if len(got.Symbols) != 1 || got.Symbols[0].Format != "QR_CODE" || got.Symbols[0].Item.Lot != "LOT42" {
		t.Errorf("got %s", out)
	}
}

func TestScan_LinesAnswersEveryPath(t *testing.T) {
	qr, err := write.QR("in line")
	good := photo(t, "good.png", qr, err)
	small := keep(t, "small.pgm", []byte("P5 1 1 255\n\x00"))
	code, out, _ := endcap(t, fmt.Sprintf("%s\n%s\nabsent.pgm\n", good, small), "scan", "--lines")
	var got []scanAnswer
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		var a scanAnswer
		if err := dec.Decode(&a); err != nil {
			t.Fatal(err)
		}
		got = append(got, a)
	}
	if code != cli.Done || len(got) != 3 {
		t.Fatalf("exit code %d and %d answers, want 0 and 3:\n%s", code, len(got), out)
	}
	if got[0].File != good || len(got[0].Results) != 1 || got[0].Results[0].Text != "in line" || got[0].MS <= 0 {
		t.Errorf("answered %+v to a good picture", got[0])
	}
	if got[1].Error != "" || got[1].Results == nil || got[2].Error == "" {
		t.Errorf("answered %+v and %+v to one without a code and an absent one", got[1], got[2])
	}
}

func TestScan_WithoutPicturesIsMisuse(t *testing.T) {
	if code, _, errs := endcap(t, "", "scan"); code != cli.Misused || errs == "" {
		t.Errorf("exit code %d and %q, want 2 and a sentence", code, errs)
	}
}

func TestScan_NamesTheProductFromTheStore(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	price, err := money.Parse("1.89 EUR")
	if err != nil {
		t.Fatal(err)
	}
	product, err := json.Marshal(catalog.Product{GTIN: 4012345123456, Name: "Oat drink", Price: price})
	if err != nil {
		t.Fatal(err)
	}
	cut, err := wire.CutBook(func(yield func(wire.BookLine, error) bool) { yield(wire.BookLine{Product: product}, nil) })
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range cut.Pieces {
		if err := s.Stage(t.Context(), p.SHA256, p.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	book := wire.Manifest{Tenant: "t", Store: "s", Version: 1, Currency: "EUR", Made: time.Now()}.Of(cut)
	if err := errors.Join(s.Switch(t.Context(), book), s.Close()); err != nil {
		t.Fatal(err)
	}
	ean, err := write.EAN(4012345123456)
	code, out, errs := endcap(t, "", "scan", "--data", dir, photo(t, "ean.png", ean, err))
	if code != cli.Done || !strings.Contains(out, "Oat drink") || !strings.Contains(out, "1.89 EUR") {
		t.Errorf("exit code %d, %q and %q, want the product and its price", code, out, errs)
	}
	if code, _, errs := endcap(t, "", "scan", "--data", dir+"/absent", "x.png"); code != cli.Wanting || errs == "" {
		t.Errorf("exit code %d and %q without a store, want 1 and a sentence", code, errs)
	}
}
