package publish

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/catalog"
	"endcap/sync/wire"
)

// tell gives each of some products a sheet.
func tell(products []catalog.Product, about string, of ...int) (all []catalog.Sheet) {
	for _, i := range of {
		all = append(all, catalog.Sheet{GTIN: products[i].GTIN, Texts: []catalog.Text{{Lang: "en", About: about}}})
	}
	return all
}

func TestReadSheets_GoWithTheProducts(t *testing.T) {
	products, err := ReadProducts("p.csv", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	file := func(sheets ...string) []byte {
		return []byte("{\"format\": \"endcap-sheets/1\", \"sheets\": [\n" + strings.Join(sheets, ",\n") + "]}")
	}
	const recall = `"recall": {"since": "2026-11-20", "notices": [{"lang": "en", "why": "Sour.", "advice": "Bring it back."}]}`
	sheets, err := ReadSheets("s.json", file(`{"gtin": "9520001100376", `+recall+`}`, `{"gtin": "9520001100741"}`), products)
	if err != nil || len(sheets) != 2 || sheets[0].GTIN != products[0].GTIN {
		t.Errorf("got %+v, %v", sheets, err)
	}
	_, err = ReadSheets("dir/s.json", file(`{"gtin": "9520001101113"}`, `{"gtin": "9520001100741", `+recall+`}`, `{"gtin": "9520001100376", "links": [{}]}`), products)
	for _, want := range []string{
		"s.json\n2:1: sheets[0]: product 09520001101113 is not among the products\n",
		`3:1: sheets[1]: it tells of a recall, and product 09520001100741 is sold all the same: name the lots in its "recalled"`,
		"4:37: sheets[2].links[0].type: it says not what it is",
	} {
		if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	products[0].Recalled = slices.Repeat([]string{strings.Repeat("L", catalog.MaxWord)}, catalog.MaxRecalled)
	long := fmt.Sprintf(`{"gtin": "9520001100376", "texts": [{"lang": "en", "about": %q}]}`, strings.Repeat("x", 4_000))
	if _, err = ReadSheets("s.json", file(long), products); err == nil || !strings.Contains(err.Error(), "at most 16384 fit the line of a price book") {
		t.Errorf("got %v", err)
	}
}

func TestPublish_ADeltaTellsASheetOnlyWhenItChanged(t *testing.T) {
	l, publish := office(t)
	all := goods(500, 100)
	lines := func(d wire.Delta, m wire.Manifest) (got string) {
		t.Helper()
		for _, c := range d.Chunks {
			raw, err := open(t.Context(), l, m, c)
			if err != nil {
				t.Fatal(err)
			}
			for line, err := range wire.ReadLines(raw) {
				if err != nil {
					t.Fatal(err)
				}
				got += string(line.Sheet) + ";"
			}
		}
		return got
	}
	first := publish(Book{Products: all, Sheets: tell(all, "a", 1, 2, 3)})
	if first.Sheets != 3 || first.All == first.Root {
		t.Errorf("got %d sheets, root %s, all %s", first.Sheets, first.Root, first.All)
	}
	all[1].Price.Minor++
	m := publish(Book{Products: all, Sheets: append(tell(all, "a", 1), tell(all, "b", 3, 4)...)})
	sheet := func(i int) string { return fmt.Sprintf(`{"gtin":%q,"texts":[{"lang":"en","about":"b"}]}`, all[i].GTIN) }
	if got, want := lines(m.Deltas[0], m), ";{};"+sheet(3)+";"+sheet(4)+";"; got != want || m.Deltas[0].All != first.All || m.Sheets != 3 {
		t.Errorf("got %s, want %s", got, want)
	}
	bare := publish(Book{Products: all})
	if got := lines(bare.Deltas[0], bare); got != "{};{};{};" || bare.Sheets != 0 || bare.All != (wire.Root{}) || bare.Root != m.Root {
		t.Errorf("the sheets ended: got %s, %+v", got, bare)
	}
	// Two books that differ in sheets alone are two bases.
	again := publish(Book{Products: all[1:], Sheets: tell(all, "c", 9)})
	if len(again.Deltas) != 3 || again.Deltas[0].Base != again.Deltas[1].Base || again.Deltas[0].Whole() == again.Deltas[1].Whole() {
		t.Errorf("got %+v", again.Deltas)
	}
}

func TestBefore_TakesSheetsBackToo(t *testing.T) {
	l, publish := office(t)
	all := goods(50, 100)
	first := publish(Book{Products: all, Sheets: tell(all, "<a> & ü", 7)})
	publish(Book{Products: all, Sheets: tell(all, "b", 7)})
	b, err := Before(t.Context(), l, "demo", "berlin-1")
	if err != nil || cmp.Diff(b.Sheets, tell(all, "<a> & ü", 7)) != "" {
		t.Fatalf("got %+v, %v", b.Sheets, err)
	}
	if m := publish(b); m.Whole() != first.Whole() {
		t.Error("it is another book")
	}
}

func TestPublish_RefusesTheSheetOfNoProduct(t *testing.T) {
	l, _ := office(t)
	key, err := OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	_, err = Publish(t.Context(), l, key, "demo", "berlin-1", Book{Products: goods(3, 1), Sheets: tell(goods(5, 1), "a", 4)}, noon)
	if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "which is not in the book") {
		t.Errorf("got %v", err)
	}
}
