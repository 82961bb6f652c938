package demo

import (
	"fmt"
	"image"
	"time"

	"endcap/configs"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

// draw returns the picture a camera would take of what the step shows.
func draw(s configs.DemoStep, p catalog.Product, link string, today time.Time, seed uint64) (image.Image, error) {
	code, err := symbol(s, p, link, today)
	if err != nil {
		return nil, fmt.Errorf("demo: draw %s as %s: %w", p.Name, s.As, err)
	}
	const width, quiet = 800, 10
	return scene.Picture(code, scene.Options{
		Width: width, Height: 600, Quiet: quiet, Caption: p.Name,
		Module: min(5, 0.95*width/float64(code.Bounds().Dx()+2*quiet)),
		Turn:   float64(seed%7) - 3, Blur: 0.6, Noise: 4, Shade: 0.25, Seed: seed,
	}), nil
}

func symbol(s configs.DemoStep, p catalog.Product, link string, today time.Time) (image.Image, error) {
	if s.Text != "" {
		return write.QR(s.Text)
	}
	item := gs1.Item{GTIN: p.GTIN, Lot: s.Lot}
	if s.Lot != "" {
		item.Expiry = gs1.DateOf(today.AddDate(0, 0, s.Expires))
	}
	switch s.As {
	case configs.EAN:
		return write.EAN(p.GTIN)
	case configs.Link:
		return write.QR(gs1.Link(link, item))
	case configs.GS1128:
		return write.GS1128(gs1.Elements(item))
	case configs.Weight:
		g, err := weigh(p.GTIN, s.Grams)
		if err != nil {
			return nil, err
		}
		return write.EAN(g)
	default:
		return nil, fmt.Errorf("no such carrier")
	}
}

// weigh puts grams into a catalogue number of the layout 21IIIIIWWWWWC.
func weigh(g gs1.GTIN, grams int) (gs1.GTIN, error) {
	if grams < 1 || grams > 99_999 {
		return 0, fmt.Errorf("%d grams do not fit the five digits of the code", grams)
	}
	body := uint64(g)/10 + uint64(grams)
	return gs1.GTIN(body*10 + uint64(gs1.CheckDigit(body))), nil
}
