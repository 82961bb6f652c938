package decode_test

import (
	"image"
	"image/png"
	"os"
	"testing"

	"endcap/scanner/decode"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

type written struct {
	name   string
	symbol func() (image.Image, error)
	format string
	text   string
	gs1    bool
}

func writtenSymbols(t testing.TB) []written {
	t.Helper()
	gtin := func(s string) gs1.GTIN {
		g, err := gs1.ParseGTIN(s)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	const elements = "0104012345123456" + "10LOT42\x1d" + "17270131"
	return []written{
		{"QR", func() (image.Image, error) {
			return write.QR("https://id.example.org/01/04012345123456/10/LOT42?17=270131")
		}, "QR_CODE", "https://id.example.org/01/04012345123456/10/LOT42?17=270131", false},
		{"QR umlaut", func() (image.Image, error) { return write.QR("Käse & Öl") }, "QR_CODE", "Käse & Öl", false},
		{"EAN-13", func() (image.Image, error) { return write.EAN(gtin("4012345123456")) }, "EAN_13", "4012345123456", false},
		{"UPC-A", func() (image.Image, error) { return write.EAN(gtin("036000291452")) }, "UPC_A", "036000291452", false},
		{"EAN-8", func() (image.Image, error) { return write.EAN(gtin("96385074")) }, "EAN_8", "96385074", false},
		{"GS1-128", func() (image.Image, error) { return write.GS1128(elements) }, "CODE_128", elements, true},
		{"Data Matrix", func() (image.Image, error) { return write.DataMatrix("endcap 4711") }, "DATA_MATRIX", "endcap 4711", false},
		{"GS1 DataMatrix", func() (image.Image, error) { return write.GS1DataMatrix(elements) }, "DATA_MATRIX", elements, true},
	}
}

func TestWrite_WhatIsWrittenIsReadBack(t *testing.T) {
	r := decode.NewReader()
	for _, w := range writtenSymbols(t) {
		t.Run(w.name, func(t *testing.T) {
			sym, err := w.symbol()
			if err != nil {
				t.Fatal(err)
			}
			pic := scene.Picture(sym, scene.Options{Caption: w.name})
			got := r.Read(pic)
			if len(got) != 1 || got[0].Format != w.format || got[0].Text != w.text || got[0].GS1 != w.gs1 {
				t.Errorf("read %+v, want %s %q gs1=%v", got, w.format, w.text, w.gs1)
				if dir := os.Getenv("KEEP"); dir != "" {
					f, _ := os.Create(dir + "/" + w.name + ".png")
					png.Encode(f, pic)
					f.Close()
				}
			}
		})
	}
}
