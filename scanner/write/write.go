// Package write draws symbols as their modules: one pixel a module, black on
// white, without the quiet zone that the printer of the symbol must leave.
//
// Linear symbols are one pixel high. What is written here is what a shop
// prints: EAN and GS1-128 on cases and shelf labels, GS1 DataMatrix and QR
// codes with Digital Links on labels, tickets and the hand-off screen.
package write

import (
	"errors"
	"fmt"
	"image"
)

func modules(w, h int, black func(x, y int) bool) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if !black(x, y) {
				g.Pix[y*w+x] = 255
			}
		}
	}
	return g
}

// bars draws runs of modules, beginning with a bar: their widths as digits.
func bars(widths string) *image.Gray {
	var dark []bool
	for i, c := range widths {
		for range c - '0' {
			dark = append(dark, i%2 == 0)
		}
	}
	return modules(len(dark), 1, func(x, _ int) bool { return dark[x] })
}

func checkText(text string) error {
	if text == "" {
		return errors.New("there is no text")
	}
	if len(text) > MaxText {
		return fmt.Errorf("the text has %d bytes, the most is %d", len(text), MaxText)
	}
	return nil
}
