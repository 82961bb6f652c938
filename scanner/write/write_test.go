package write_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"io"
	"testing"

	"endcap/scanner/write"
)

func TestWrite_RefusesWhatDoesNotFit(t *testing.T) {
	long := string(bytes.Repeat([]byte("1"), write.MaxText+1))
	for name, draw := range map[string]func() (image.Image, error){
		"empty QR":             func() (image.Image, error) { return write.QR("") },
		"long QR":              func() (image.Image, error) { return write.QR(long) },
		"no GTIN":              func() (image.Image, error) { return write.EAN(0) },
		"GTIN-14":              func() (image.Image, error) { return write.EAN(14012345123453) },
		"empty GS1-128":        func() (image.Image, error) { return write.GS1128("") },
		"long GS1-128":         func() (image.Image, error) { return write.GS1128(long[:49]) },
		"GS1-128 with a break": func() (image.Image, error) { return write.GS1128("10A\nB") },
		"Data Matrix in Greek": func() (image.Image, error) { return write.DataMatrix("λ") },
		"long Data Matrix":     func() (image.Image, error) { return write.DataMatrix(long) },
	} {
		if _, err := draw(); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("0104012345123456" + "10LOT%42\x1d" + "17270131")
	f.Add("Käse & Öl 12345678 ABC")
	f.Fuzz(func(t *testing.T, text string) {
		for name, draw := range map[string]func(string) (image.Image, error){
			"QR": write.QR, "GS1 QR": write.GS1QR, "Data Matrix": write.DataMatrix, "GS1 DataMatrix": write.GS1DataMatrix,
			"GS1-128": write.GS1128, "Code 128": write.Code128,
		} {
			if img, err := draw(text); err == nil && img.Bounds().Empty() {
				t.Errorf("%s of %q is empty", name, text)
			}
		}
	})
}

func TestSheet_IsAPageOfWholeSymbols(t *testing.T) {
	var page bytes.Buffer
	if err := write.Sheet(&page); err != nil {
		t.Fatal(err)
	}
	paths, in := 0, xml.NewDecoder(&page)
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "path" {
			paths++
		}
	}
	if paths != 16 { // and the ruler
		t.Errorf("the sheet has %d paths, want one for each of 15 symbols and the ruler", paths)
	}
}
