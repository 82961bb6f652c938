package decode

import (
	"fmt"
	"image"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec/decoder"
	"github.com/makiuchi-d/gozxing/aztec/detector"
	"github.com/makiuchi-d/gozxing/common"

	"endcap/scanner"
	"endcap/scanner/decode/aztec"
	"endcap/scanner/decode/light"
	"endcap/scanner/gs1"
)

// aztecs reads Aztec symbols.
type aztecs struct {
	finder aztec.Finder
	take   func(scanner.Symbol)
	one    func(*aztec.Symbol) bool
}

func newAztecs() *aztecs {
	a := &aztecs{}
	a.one = func(s *aztec.Symbol) bool {
		sym, ok := aztecSymbol(s)
		if ok {
			a.take(sym)
		}
		return ok
	}
	return a
}

func (a *aztecs) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	a.take = take
	return a.finder.Find(f, a.one)
}

// aztecSymbol lets gozxing decode the modules of a symbol. A rune is the three
// digits of its number.
func aztecSymbol(s *aztec.Symbol) (sym scanner.Symbol, ok bool) {
	sym = scanner.Symbol{Format: "AZTEC", Corners: s.Corners.Corners()}
	if s.IsRune {
		sym.Text = fmt.Sprintf("%03d", s.Rune)
		return sym, true
	}
	res := decodeAztec(s)
	if res == nil || res.GetText() == "" {
		return sym, false
	}
	sym.Text = res.GetText()
	// What the message begins with (ISO/IEC 24778 4.5 and clause 8) is seen
	// better in its bits than in its text.
	switch raw := append(res.GetRawBytes(), 0); {
	case raw[0] == 0 && raw[1]>>3 == 0: // P/S, FLG(n), 0
		sym.GS1, sym.Text = true, strings.TrimPrefix(sym.Text, gs1.GS)
	case raw[0] == 0xef && raw[1]>>6 == 1: // M/L, U/L
		sym.Text = part(sym.Text)
	}
	return sym, true
}

// part returns the data of one of several symbols that belong together, without
// what they are together and which of how many it is: " name AC".
func part(text string) string {
	if name, rest, ok := strings.Cut(strings.TrimPrefix(text, " "), " "); ok && len(name)+1 < len(text) && text[0] == ' ' {
		text = rest
	}
	return text[min(2, len(text)):]
}

// decodeAztec returns nil for what is no symbol, as also for a panic in gozxing.
func decodeAztec(s *aztec.Symbol) (res *common.DecoderResult) {
	defer func() {
		if recover() != nil {
			res = nil
		}
	}()
	m, err := gozxing.NewBitMatrix(s.W, s.H)
	if err != nil {
		return nil
	}
	for i, dark := range s.Dark {
		if dark {
			m.Set(i%s.W, i/s.W)
		}
	}
	res, err = decoder.NewDecoder().Decode(detector.NewAztecDetectorResult(m, nil, s.Compact, s.Words, s.Layers))
	if err != nil {
		return nil
	}
	return res
}
