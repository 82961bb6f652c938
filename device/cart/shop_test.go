package cart_test

import (
	"testing"
	"time"

	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

const (
	berries  = devicetest.Berries
	milk     = devicetest.Milk
	bread    = devicetest.Bread
	recalled = devicetest.Recalled
	apples   = devicetest.Apples
	absent   = devicetest.Absent
)

func shop(t testing.TB) gs1.Shop {
	t.Helper()
	l, err := gs1.ParseLayout("21IIIIIWWWWWC")
	if err != nil {
		t.Fatal(err)
	}
	return gs1.Shop{Layouts: []gs1.Layout{l}}
}

// read is what a controller is handed of a symbol.
func read(sym scanner.Symbol) intake.Thing { return intake.Read(sym, gs1.Shop{}, noon) }

func ean(g gs1.GTIN) scanner.Symbol { return scanner.Symbol{Format: "EAN_13", Text: g.EAN()} }

func elements(text string) scanner.Symbol {
	return scanner.Symbol{Format: "CODE_128", Text: text, GS1: true}
}

// portion is the number that the shop's scale prints.
func portion(grams int64) scanner.Symbol {
	n := uint64(211234500000) + uint64(grams)
	return ean(gs1.GTIN(n*10 + uint64(gs1.CheckDigit(n))))
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
