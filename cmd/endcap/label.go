package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"strings"

	"endcap/device/label"
	"endcap/internal/cli"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/scanner/write"
)

// labelVerb draws one shelf label.
type labelVerb struct {
	Product string          `help:"File of one product of a price book, as JSON, instead of the flags below." placeholder:"FILE" type:"path"`
	GTIN    gs1.GTIN        `name:"gtin" help:"Product number."`
	Name    string          `help:"Name of the product."`
	Brand   string          `help:"Brand."`
	Origin  string          `help:"Where it comes from."`
	Price   money.Amount    `help:"Price, such as \"2.49 EUR\"."`
	Content catalog.Measure `help:"What one piece holds, such as \"500 g\"; gives the unit price."`
	PerKilo bool            `name:"per-kg" help:"The price is for one kilogram."`

	Offer string `help:"The text of the offer band, such as \"3 for 4.00 EUR\"."`
	Link  string `help:"Root of the Digital Link in the QR code; none for a label without code." default:"https://id.example.com"`
	Size  string `help:"Width and height in pixels." default:"250x122"`
	Out   string `help:"PNG file to write." default:"label.png" type:"path"`
}

// Help is what endcap label --help says at length.
func (labelVerb) Help() string {
	return `Example:
  endcap label --gtin 4006381333931 --name Strawberries --price "2.49 EUR" --content "500 g" \
    --origin Spain --offer "3 for 4.00 EUR" --size 296x128 --out strawberries.png

The label is exactly what a panel of that size shows: white, black, and red on the offer, which a panel
without red shows black.`
}

// drawnLabel is what --json says of a label.
type drawnLabel struct {
	Label  label.Facts `json:"label"`
	Size   string      `json:"size"`
	File   string      `json:"file"`
	SHA256 string      `json:"sha256"` // of the file
}

// Run draws the label and says what it says.
func (v *labelVerb) Run(std *cli.IO) error {
	var size image.Point
	if n, err := fmt.Sscanf(v.Size, "%dx%d", &size.X, &size.Y); n != 2 || err != nil || v.Size != sizeText(size) {
		return cli.Misuse("label: size %q is not WIDTHxHEIGHT, such as 250x122", v.Size)
	}
	p, err := v.product()
	if err != nil {
		return err
	}
	f := label.FactsOf(p, v.Offer, v.Link, 0)
	var code image.Image
	if v.Link == "" {
		f.Link = ""
	} else if code, err = write.QR(f.Link); err != nil {
		return err
	}
	img, err := label.Render(f, size, code)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return fmt.Errorf("label: make the PNG: %w", err)
	}
	if err := os.WriteFile(v.Out, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("label: write the picture: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	d := drawnLabel{f, v.Size, v.Out, hex.EncodeToString(sum[:])}
	return std.Print(d, d.print)
}

func sizeText(p image.Point) string { return fmt.Sprintf("%dx%d", p.X, p.Y) }

// product is the one of the file, or of the flags.
func (v *labelVerb) product() (catalog.Product, error) {
	p := catalog.Product{
		GTIN: v.GTIN, Name: v.Name, Brand: v.Brand, Origin: v.Origin, Price: v.Price, Content: v.Content,
	}
	if v.PerKilo {
		p.Sold = catalog.PerKilogram
	}
	if v.Product == "" {
		if p.GTIN == 0 || p.Name == "" || p.Price.Currency == (money.Currency{}) {
			return p, cli.Misuse("label: give --product, or --gtin, --name and --price")
		}
		return p, p.Check()
	}
	if v.GTIN != 0 || v.Name != "" || v.Price != (money.Amount{}) {
		return p, cli.Misuse("label: give --product, or --gtin, --name and --price, not both")
	}
	b, err := os.ReadFile(v.Product)
	if err != nil {
		return p, fmt.Errorf("label: the product: %w; name another file", err)
	}
	p = catalog.Product{}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("label: %s is not a product: %w", v.Product, err)
	}
	if err := p.Check(); err != nil {
		return p, fmt.Errorf("label: %s: %w", v.Product, err)
	}
	return p, nil
}

func (d drawnLabel) print(w io.Writer) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", d.Label.GTIN.EAN(), d.Label.Name, d.Label.Price)
	if d.Label.UnitPer != "" {
		fmt.Fprintf(&b, "unit price  %s / %s\n", d.Label.UnitPrice, d.Label.UnitPer)
	}
	if d.Label.Offer != "" {
		fmt.Fprintf(&b, "offer       %s\n", d.Label.Offer)
	}
	if d.Label.Link != "" {
		fmt.Fprintf(&b, "code        %s\n", d.Label.Link)
	}
	_, _ = fmt.Fprintf(w, "%s%s, %s\n", b.String(), d.File, d.Size)
}
