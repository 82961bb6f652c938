package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"endcap/internal/cli"
	"endcap/internal/hq/epcis/epcistest"
	"endcap/internal/hq/ledger"
	"endcap/internal/stage"
	"endcap/offers/stock"
	"endcap/scanner/gs1/schematest"
	"endcap/sync/wire"
)

// TestEPCIS_OfTheDemosWholeDay plays the demo's day with real programs and
// holds the export against the ledger.
func TestEPCIS_OfTheDemosWholeDay(t *testing.T) {
	bin, dir := t.TempDir(), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, "endcap/cmd/endcap", "endcap/cmd/endcap-hq").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.CommandContext(t.Context(), filepath.Join(bin, "endcap-hq"), "demo", "--once", "--dir", dir, "--story", quick(t)).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir = filepath.Join(dir, "hq")
	code, out, errs := run(t, "epcis", "--dir", dir)
	if code != cli.Done {
		t.Fatal(errs)
	}
	events, err := epcistest.Document([]byte(out))
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Run("every movement once", func(t *testing.T) { everyMovementOnce(t, events, l) })
	t.Run("sums", func(t *testing.T) { sameSums(t, events, l) })
	t.Run("schema", func(t *testing.T) {
		if err := schematest.Open(t, schematest.EPCIS)([]byte(out)); err != nil {
			t.Errorf("%.2000s", err)
		}
		t.Logf("%d events", len(events))
	})
	t.Run("file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "day.jsonld")
		if code, _, errs := run(t, "epcis", "--dir", dir, "--out", file); code != cli.Done {
			t.Fatal(errs)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != out {
			t.Errorf("the file differs from what went to stdout (%v)", err)
		}
	})
}

// everyMovementOnce compares the movements one by one: when, which way, how
// much.
func everyMovementOnce(t *testing.T, events []epcistest.Event, l *ledger.Ledger) {
	entries, err := stage.Entries(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	told := map[wire.Type]int{}
	for _, e := range entries {
		told[e.Type]++
		if e.Type != wire.StockMoved {
			continue
		}
		var m stock.Movement
		if err := json.Unmarshal(e.Data, &m); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprint(m.At.UTC().Format("15:04:05.000Z"), m.GTIN, m.Lot, m.Place, m.Grams, m.Quantity))
	}
	for _, e := range events {
		switch e["type"] {
		case "AggregationEvent":
			one, err := epcistest.Levels([]epcistest.Event{e})
			if err != nil {
				t.Fatal(err)
			}
			for v, n := range one {
				got = append(got, fmt.Sprint(e["eventTime"].(string)[11:], v.GTIN, v.Lot, v.Place, v.Grams, n))
			}
		case "TransactionEvent":
			told[wire.BasketClosed]--
		case "ObjectEvent":
			told[wire.ItemRefused]--
		}
	}
	slices.SortFunc(got, cmp.Compare)
	slices.SortFunc(want, cmp.Compare)
	if d := gocmp.Diff(got, want); d != "" || len(got) == 0 {
		t.Errorf("%d movements: %s", len(got), d)
	}
	if told[wire.BasketClosed] != 0 || told[wire.ItemRefused] != 1 { // one refused thing is no product
		t.Errorf("not told: %v", told)
	}
}

// sameSums adds up the document and compares it with the ledger's stock.
func sameSums(t *testing.T, events []epcistest.Event, l *ledger.Ledger) {
	list, err := l.Stock(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	want := map[epcistest.Level]int64{}
	for _, s := range list {
		want[epcistest.Level{GTIN: s.GTIN.String(), Lot: s.Lot, Place: s.Place, Grams: s.Grams}] = s.Quantity
	}
	got, err := epcistest.Levels(events)
	if d := gocmp.Diff(got, want); d != "" || err != nil || len(want) == 0 {
		t.Error(err, d)
	}
}
