package decode_test

import (
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	dmdecoder "github.com/makiuchi-d/gozxing/datamatrix/decoder"
	"github.com/makiuchi-d/gozxing/oned"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"

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
	const link = "https://id.example.org/01/04012345123456/10/LOT42?17=270131"
	return []written{
		{"QR", func() (image.Image, error) { return write.QR(link) }, "QR_CODE", link, false},
		{"QR umlaut", func() (image.Image, error) { return write.QR("Käse & Öl") }, "QR_CODE", "Käse & Öl", false},
		{"GS1 QR", func() (image.Image, error) { return write.GS1QR(elements) }, "QR_CODE", elements, true},
		{"EAN-13", func() (image.Image, error) { return write.EAN(gtin("4012345123456")) }, "EAN_13", "4012345123456", false},
		{"UPC-A", func() (image.Image, error) { return write.EAN(gtin("036000291452")) }, "UPC_A", "036000291452", false},
		{"EAN-8", func() (image.Image, error) { return write.EAN(gtin("96385074")) }, "EAN_8", "96385074", false},
		{"ITF-14", func() (image.Image, error) { return write.ITF14(gtin("14012345123453")) }, "ITF", "14012345123453", false},
		{"GS1-128", func() (image.Image, error) { return write.GS1128(elements) }, "CODE_128", elements, true},
		{"Code 128", func() (image.Image, error) { return write.Code128("endcap 4711 1234567") }, "CODE_128", "endcap 4711 1234567", false},
		{"Data Matrix", func() (image.Image, error) { return write.DataMatrix("endcap 4711") }, "DATA_MATRIX", "endcap 4711", false},
		{"Aztec", func() (image.Image, error) { return write.Aztec("endcap 4711") }, "AZTEC", "endcap 4711", false},
		{"Aztec umlaut", func() (image.Image, error) { return write.Aztec("Käse & Öl") }, "AZTEC", "Käse & Öl", false},
		{"Aztec rune", func() (image.Image, error) { return write.AztecRune(42), nil }, "AZTEC", "042", false},
		{"GS1 Aztec", func() (image.Image, error) { return write.GS1Aztec(elements) }, "AZTEC", elements, true},
		{"GS1 DataMatrix", func() (image.Image, error) { return write.GS1DataMatrix(elements) }, "DATA_MATRIX", elements, true},
	}
}

func TestWrite_WhatIsWrittenIsReadBack(t *testing.T) {
	r := decode.NewReader()
	for _, w := range writtenSymbols(t) {
		sym, err := w.symbol()
		if err != nil {
			t.Fatal(err)
		}
		got := r.Read(scene.Picture(sym, scene.Options{Caption: w.name}))
		if len(got) != 1 || got[0].Format != w.format || got[0].Text != w.text || got[0].GS1 != w.gs1 {
			t.Errorf("%s: read %+v, want %s %q gs1=%v", w.name, got, w.format, w.text, w.gs1)
		}
	}
}

// grid returns the modules of a drawn symbol to gozxing.
func grid(t testing.TB, img image.Image) *gozxing.BitMatrix {
	t.Helper()
	b := img.Bounds()
	m, err := gozxing.NewBitMatrix(b.Dx(), b.Dy())
	if err != nil {
		t.Fatal(err)
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			if v, _, _, _ := img.At(x, y).RGBA(); v == 0 {
				m.Set(x, y)
			}
		}
	}
	return m
}

// elements returns a random message: a GTIN, perhaps dates, and values of free
// length with separators between them.
func elements(rnd *rand.Rand) string {
	const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%/-.+&'()*,:;<=>?!\"_"
	free := func(longest int) string {
		b := make([]byte, 1+rnd.IntN(longest))
		for i := range b {
			b[i] = signs[rnd.IntN(len(signs))]
			if rnd.IntN(2) == 0 {
				b[i] = byte('0' + rnd.IntN(10))
			}
		}
		return string(b)
	}
	body := rnd.Uint64N(1e13)
	parts := []string{fmt.Sprintf("01%013d%d", body, gs1.CheckDigit(body))}
	if rnd.IntN(2) == 0 {
		parts[0] += fmt.Sprintf("17%02d%02d%02d", 25+rnd.IntN(5), 1+rnd.IntN(12), 1+rnd.IntN(28))
	}
	parts[0] += "10" + free(12)
	if rnd.IntN(2) == 0 {
		parts = append(parts, "21"+free(10))
	}
	return strings.Join(parts, gs1.GS)
}

// TestWrite_AThousandMessagesAreDecodedAsTheyWere reads the modules themselves
// by a decoder that is not ours.
func TestWrite_AThousandMessagesAreDecodedAsTheyWere(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	for range 1000 {
		text := elements(rnd)
		qr, err := write.GS1QR(text)
		if err != nil {
			t.Fatal(err)
		}
		res, err := qrdecoder.NewDecoder().DecodeWithoutHint(grid(t, qr))
		if err != nil || res.GetText() != text {
			t.Fatalf("GS1 QR code of %q: %v %v", text, res, err)
		}
		dm, err := write.GS1DataMatrix(text)
		if err != nil {
			t.Fatal(err)
		}
		res, err = dmdecoder.NewDecoder().Decode(grid(t, dm))
		if err != nil || res.GetText() != gs1.GS+text {
			t.Fatalf("GS1 DataMatrix of %q: %v %v", text, res, err)
		}
		if len(text) > 48 {
			continue
		}
		bars, err := write.GS1128(text)
		if err != nil {
			t.Fatal(err)
		}
		m := grid(t, bars)
		row := gozxing.NewBitArray(m.GetWidth() + 40)
		for x := range m.GetWidth() {
			if m.Get(x, 0) {
				row.Set(x + 20)
			}
		}
		hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_ASSUME_GS1: true}
		linear, ok := oned.NewCode128Reader().(interface {
			DecodeRow(int, *gozxing.BitArray, map[gozxing.DecodeHintType]any) (*gozxing.Result, error)
		})
		if !ok {
			t.Fatal("gozxing reads no rows")
		}
		got, err := linear.DecodeRow(0, row, hints)
		if err != nil || strings.TrimSuffix(strings.TrimPrefix(got.GetText(), "]C1"), gs1.GS) != text {
			t.Fatalf("GS1-128 of %q: %v %v", text, got, err)
		}
	}
}

func TestWrite_EverySizeIsDecoded(t *testing.T) {
	for n := 1; n <= write.MaxText; n += 1 + n/40 {
		text := strings.Repeat("Endcap reads 2-D codes. ", n/24+1)[:n]
		qr, err := write.QR(text)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := qrdecoder.NewDecoder().DecodeWithoutHint(grid(t, qr)); err != nil || res.GetText() != text {
			t.Errorf("QR code of %d characters, %v modules: %v", n, qr.Bounds().Dx(), err)
		}
		if n > 1300 {
			continue // more than the largest Data Matrix that is written
		}
		dm, err := write.DataMatrix(text)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := dmdecoder.NewDecoder().Decode(grid(t, dm)); err != nil || res.GetText() != text {
			t.Errorf("Data Matrix of %d characters, %v modules: %v", n, dm.Bounds().Dx(), err)
		}
	}
}
