package decode

import (
	"image"

	"endcap/scanner"
	"endcap/scanner/decode/datamatrix"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// dataMatrices reads Data Matrix symbols.
type dataMatrices struct {
	finder  datamatrix.Finder
	decoder *datamatrix.Decoder
	take    func(scanner.Symbol)
	one     func(*plane.Grid) bool
}

func newDataMatrices() *dataMatrices {
	d := &dataMatrices{decoder: datamatrix.NewDecoder()}
	d.one = func(g *plane.Grid) bool {
		s, ok := d.decoder.Decode(g)
		if ok {
			d.take(s)
		}
		return ok
	}
	return d
}

func (d *dataMatrices) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	d.take = take
	return d.finder.Find(f, d.one)
}
