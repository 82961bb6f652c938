package publish

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/internal/hq/ledger"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/sync/wire"
)

const good = "\ufeffgtin,name,brand,category,price,currency,sold,content,origin,tags,recalled,floor,deposit\n" +
	"9520001100376,Whole Milk 3.5 %,Fjordland,fresh/dairy/milk,1.29,EUR,,1 l,Denmark,chilled|organic,R1|R2,0.99,0.15\n" +
	"9520001100741,\"Ham, cooked\",,,19.90,EUR,kg,,,,,,\n"

func TestReadProducts_ReadsCSVAndTheSameAsJSON(t *testing.T) {
	got, err := ReadProducts("products.csv", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	eur, _ := money.ParseCurrency("EUR")
	want := []catalog.Product{
		{
			GTIN: 9520001100376, Name: "Whole Milk 3.5 %", Brand: "Fjordland", Category: []string{"fresh", "dairy", "milk"}, Tags: []string{"chilled", "organic"},
			Price: money.New(129, eur), Content: catalog.Measure{N: 1, Unit: "l"}, Origin: "Denmark", Recalled: []string{"R1", "R2"},
			Floor: 99, Deposit: 15,
		},
		{GTIN: 9520001100741, Name: "Ham, cooked", Price: money.New(1990, eur), Sold: catalog.PerKilogram},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err = ReadProducts("products.json", text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
}

func TestReadProducts_TellsEveryFaultWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"no column", "p.csv", "gtin,name,prize,currency\n", []string{`1:1: the column "price" is missing`, `1:11: no column is called "prize"`}},
		{"empty", "p.csv", "", []string{"1:1: the first line names the columns"}},
		{"no line", "p.csv", "gtin,name,price,currency\n", []string{"1:1: there is no product in it"}},
		{
			"fields", "p.csv", "gtin,name,price,currency,content\n" +
				"9520001100377,Milk,1.29,EUR,\n95200011,Milk,1.295,EUR,1 lb\n9.52E+12,Milk,\"2,49\",euro,\n520001100376,Milk,,,1 l\n00000000,Milk,1.5,JPY,\n,Milk,99999999999999999999,EUR,\n9520001100376,Milk\n",
			[]string{
				"2:1: gtin: the product number 9520001100377 fails its check digit; the last digit should be 6",
				"3:1: gtin: the product number 95200011 fails its check digit; the last digit should be ",
				`3:15: price: "1.295" is not a price in EUR; write it like 2.49, with at most 2 decimals`,
				`3:25: content: "1 lb" is not a content; write a figure, a space and one of g, kg, `,
				`4:1: gtin: "9.52E+12" is not a product number; write the digits under its bar code and nothing else`,
				`4:15: price: "2,49" is not a price; write it with a point and without the currency, like 2.49`,
				`4:22: currency: "euro" is not a currency; write three capital letters like EUR`,
				"5:1: gtin: the product number 520001100376 fails its check digit",
				"5:19: price: it is empty; every product needs one",
				"5:20: currency: it is empty; every product needs one",
				"6:1: gtin: 00000000 is no product number",
				"6:1: it is in JPY and those before it in EUR",
				`6:15: price: "1.5" is not a price in JPY; write it like 249, with at most 0 decimals`,
				"7:1: gtin: it is empty; every product needs one",
				"7:7: price: 99999999999999999999 is more than any price",
				"8:1: there are 2 fields",
			},
		},
		{
			// Whatever is wrong in one line, the others are looked at too, and
			// so is the rest of the line: there is no second round.
			"fields and products", "p.csv", "gtin,name,price,currency\n9520001100376,Milk,1.29,EUR\n9520001100741,,1.295,EUR\n9520001100376,Milk,x,EUR\n9520001101113,,1,EUR\n952,,1,DKK\n\"9520001101489,Milk,1,EUR\n",
			[]string{
				"3:1: product 09520001100741: it has no name", `3:16: price: "1.295" is not a price`,
				"4:1: product 09520001100376: it stands further up", `4:20: price: "x" is not a price`,
				"5:1: product 09520001101113: it has no name",
				"6:1: gtin: 952 has 3 digits; a product number has 8, 12, 13 or 14", "6:1: it has no name", "6:1: it is in DKK",
				"7:1: a quotation mark is missing or one too many",
			},
		},
		{
			"JSON fields and products", "p.json", "[{\"gtin\": \"9520001100377\", \"name\": \"Milk\", \"price\": \"1.29 EUR\"},\n{\"gtin\": \"9520001100741\", \"price\": \"1.29 EUR\"}]",
			[]string{"1:11: [0].gtin: ", "2:1: [1]: product 09520001100741: it has no name"},
		},
		{
			"products", "p.csv", "gtin,name,price,currency,sold\n9520001100376,,1.29,EUR,\n9520001100741,Milk,1.29,EUR,lb\n9520001101113,Milk,1,EUR,\n9520001101113,Milk,1,EUR,\n9520001101489,Milk,1,DKK,\n",
			[]string{"2:1: product 09520001100376: it has no name", "3:1: product 09520001100741: it is sold by", "5:1: product 09520001101113: it stands further up", "6:1: product 09520001101489: it is in DKK"},
		},
		{
			"amounts", "p.csv", "gtin,name,price,currency,floor,deposit\n9520001100376,Milk,1.29,EUR,1.295,a lot\n9520001100741,Ham,1.29,EUR,1.30,\n",
			[]string{`2:29: floor: "1.295" is not a price in EUR`, `2:35: deposit: "a lot" is not a price`, "3:1: product 09520001100741: its floor of 1.30 EUR is above its price"},
		},
		{"a prior price", "p.json", `[{"gtin": "9520001100376", "name": "Milk", "price": "1.29 EUR", "prior": 199}]`, []string{"1:2: [0]: product 09520001100376: it brings a prior price"}},
		{"quotation mark", "p.csv", "gtin,name,price,currency\n9520001100376,\"Milk,1.29,EUR\n", []string{"2:"}},
		{"not UTF-8", "p.csv", "gtin,name,price,currency\n9520001100376,K\xe4se,1.29,EUR\n", []string{"2:15: name: this is not UTF-8"}},
		{"JSON of another kind", "p.json", `{"a": 1}`, []string{"1:1: it must be a list"}},
		{"unknown key", "p.json", "[\n {\"gtin\": \"9520001100376\", \"nam\": \"Milk\"}]", []string{"2:28: "}},
		{"no JSON", "p.json", "[{]", []string{": not JSON"}},
		{"product of JSON", "p.json", "[{\"gtin\": \"9520001100376\", \"name\": \"Milk\", \"price\": \"1.29 EUR\"},\n{\"gtin\": \"9520001100741\", \"price\": \"1.29 EUR\"}]", []string{"2:1: [1]: product 09520001100741: it has no name"}},
		{"other file", "p.xls", "", []string{`name it .csv or .json`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadProducts(c.file, []byte(c.text))
			if !errors.Is(err, ErrFile) {
				t.Fatalf("got %v, want ErrFile", err)
			}
			lines := strings.Split(err.Error(), "\n")[1:]
			if len(lines) != len(c.want) {
				t.Fatalf("got %d faults, want %d:\n%v", len(lines), len(c.want), err)
			}
			for i, want := range c.want {
				if !strings.Contains(lines[i], want) {
					t.Errorf("got %q, want %q", lines[i], want)
				}
			}
		})
	}
}

func FuzzReadProducts(f *testing.F) {
	f.Add(true, []byte(good))
	f.Add(true, []byte("gtin,name,price,currency\n\"\n"))
	f.Add(false, []byte(`[{"gtin":"9520001100376","name":"Milk","price":"1.29 EUR","content":"1 l"}]`))
	f.Add(false, []byte(`[null]`))
	f.Fuzz(func(t *testing.T, isCSV bool, b []byte) {
		name := "p.json"
		if isCSV {
			name = "p.csv"
		}
		products, err := ReadProducts(name, b)
		if err != nil {
			if !errors.Is(err, ErrFile) {
				t.Fatalf("got %v, want ErrFile", err)
			}
			return
		}
		for _, p := range products {
			if err := p.Check(); err != nil {
				t.Fatalf("a product was taken that is none: %v", err)
			}
		}
		text, err := json.Marshal(products)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadProducts("p.json", text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(again, products); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOpenKey_IsMadeOnceWhoeverComesFirst(t *testing.T) {
	dir := t.TempDir()
	keys := make([]ed25519.PrivateKey, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() { keys[i], _ = OpenKey(dir) })
	}
	all.Wait()
	for _, k := range keys {
		if !k.Equal(keys[0]) || keys[0] == nil {
			t.Fatal("two keys were made in one folder")
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, PublicFile))
	if err != nil {
		t.Fatal(err)
	}
	public, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || !keys[0].Public().(ed25519.PublicKey).Equal(ed25519.PublicKey(public)) {
		t.Errorf("got public key %s (%v), want the other half", b, err)
	}
	f, _ := os.Stat(filepath.Join(dir, KeyFile))
	if f.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, want 0600", f.Mode())
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 2 {
		t.Errorf("got %v, want two files", left)
	}
}

func TestOpenKey_RefusesAKeyThatOthersCanRead(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenKey(dir); err != nil {
		t.Fatal(err)
	}
	os.Chmod(filepath.Join(dir, KeyFile), 0o644)
	if _, err := OpenKey(dir); !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v", err)
	}
	os.Chmod(filepath.Join(dir, KeyFile), 0o600)
	os.WriteFile(filepath.Join(dir, KeyFile), []byte("short\n"), 0o600)
	if _, err := OpenKey(dir); !errors.Is(err, ErrKey) {
		t.Errorf("got %v", err)
	}
}

func TestPublish_VersionsRiseAndEveryChunkIsThere(t *testing.T) {
	dir := t.TempDir()
	key, err := OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	open := func() *ledger.Ledger {
		l, err := ledger.Open(t.Context(), ledger.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		return l
	}
	products, err := ReadProducts("p.csv", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	serve, other := open(), open() // as two processes have it open
	first, err := Publish(t.Context(), serve, key, "demo", "berlin-1", Book{Products: products}, now)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(products)
	var m wire.Manifest
	for range 5 {
		if m, err = Publish(t.Context(), other, key, "demo", "berlin-1", Book{Products: products}, now); err != nil {
			t.Fatal(err)
		}
	}
	if m.Version != 6 || first.Version != 1 {
		t.Errorf("got versions %d and %d, want 1 and 6", first.Version, m.Version)
	}
	if diff := cmp.Diff(m.Index, first.Index); diff != "" {
		t.Errorf("the same products in another order give other chunks: %s", diff)
	}
	head, err := serve.Head(t.Context(), "demo", "berlin-1")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := wire.OpenBook(*head, key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(opened, m); diff != "" {
		t.Error(diff)
	}
	lines := 0
	read, err := readText(t.Context(), serve, m)
	if err != nil {
		t.Fatal(err)
	}
	for range read.all() {
		lines++
	}
	if lines != 2 {
		t.Errorf("got %d lines, want 2", lines)
	}
	if _, err := serve.Chunk(t.Context(), "demo", "other", m.Index[0].SHA256); !errors.Is(err, ledger.ErrNoChunk) {
		t.Errorf("another store: got %v, want ErrNoChunk", err)
	}
	heads, err := serve.Heads(t.Context(), 0)
	if err != nil || len(heads) != 1 || heads[0].Version != 6 {
		t.Errorf("got %+v (%v), want version 6", heads, err)
	}
	if heads, _ = serve.Heads(t.Context(), heads[0].N); len(heads) != 0 {
		t.Errorf("got %+v, want nothing newer", heads)
	}
}

func TestPublish_DemoFilesArePublishable(t *testing.T) {
	dir := "../../../configs/demo"
	b, err := os.ReadFile(filepath.Join(dir, "products.csv"))
	if err != nil {
		t.Fatal(err)
	}
	products, err := ReadProducts("products.csv", b)
	if err != nil {
		t.Fatal(err)
	}
	if b, err = os.ReadFile(filepath.Join(dir, "offers.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadOffers("offers.json", b, products); err != nil {
		t.Fatal(err)
	}
	if b, err = os.ReadFile(filepath.Join(dir, "sheets.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSheets("sheets.json", b, products); err != nil {
		t.Fatal(err)
	}
}
