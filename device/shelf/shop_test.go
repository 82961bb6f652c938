package shelf_test

import (
	"testing"
	"time"

	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/device/shelf"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

const (
	berries = devicetest.Berries
	milk    = devicetest.Milk
	bread   = devicetest.Bread // has no place
	absent  = devicetest.Absent
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// read is what a controller is handed of a symbol.
func read(sym scanner.Symbol) intake.Thing { return intake.Read(sym, gs1.Shop{}, noon) }

func ean(g gs1.GTIN) scanner.Symbol { return scanner.Symbol{Format: "EAN_13", Text: g.EAN()} }

func scanned(t testing.TB, m *devicetest.Store, sym scanner.Symbol) shelf.Scanned {
	t.Helper()
	thing, err := read(sym).LookUp(m.Product)
	if err != nil {
		t.Fatal(err)
	}
	return shelf.Scanned{Thing: thing}
}

func bookChanged(t testing.TB, m *devicetest.Store) shelf.BookChanged {
	t.Helper()
	b, err := intake.ReadBook(m, []gs1.GTIN{berries, milk})
	if err != nil {
		t.Fatal(err)
	}
	return shelf.BookChanged{Book: b}
}
