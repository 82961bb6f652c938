package decode

import (
	"slices"

	"github.com/makiuchi-d/gozxing"

	"endcap/scanner/decode/databar"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// lines reads linear symbols along straight lines across the picture. What a
// line says is believed when minVotes lines say the same: most misreadings
// differ from line to line.
type lines struct {
	line    light.Line
	readers [linears]rowReader
	// databar is shown every line of a picture.
	databar databar.Reader
	row     []byte
	windows []window
	votes   []vote
}

type vote struct {
	format gozxing.BarcodeFormat
	text   string
	at     []int // the lines that said so
}

var rowHints = map[gozxing.DecodeHintType]any{
	gozxing.DecodeHintType_ASSUME_GS1:               true,
	gozxing.DecodeHintType_RETURN_CODABAR_START_END: true,
}

func newLines() lines { return lines{readers: newRowReaders()} }

// read looks along rows, or along columns, of a picture from the middle out.
// It returns the first symbol that is believed, or nil.
func (s *lines) read(p light.Picture, columns bool) (res *gozxing.Result) {
	defer func() {
		if recover() != nil { // in gozxing
			res = nil
		}
	}()
	n := p.H
	if columns {
		n = p.W
	}
	s.votes = s.votes[:0]
	step := max(1, n/lineCount)
	for k := range n {
		at := n/2 + (k+1)/2*step*(1-k%2*2)
		if at < 0 || at >= n {
			break
		}
		s.take(p, at, columns)
		if columns {
			s.databar.Line(&s.line, plane.Point{X: float64(at) + .5}, plane.Point{Y: 1})
		} else {
			s.databar.Line(&s.line, plane.Point{Y: float64(at) + .5}, plane.Point{X: 1})
		}
		res, doubt := s.decode(at)
		if res != nil {
			return res
		}
		for _, off := range [...]int{2, -2, 4, -4, 7, -7, 11, -11, 16, -16} {
			if doubt && at+off >= 0 && at+off < n {
				s.take(p, at+off, columns)
				if res, _ = s.decode(at + off); res != nil {
					return res
				}
			}
		}
	}
	return nil
}

// take makes the line at row or column i. Each of its pixels is the mean of
// five across the line, which is where a bar goes on and noise does not.
func (s *lines) take(p light.Picture, i int, columns bool) {
	if columns {
		reach := min(2, i, p.W-1-i)
		s.row = light.Grow(s.row, p.H)
		for y := range s.row {
			sum := 0
			for _, v := range p.Row(y)[i-reach : i+reach+1] {
				sum += int(v)
			}
			s.row[y] = byte(sum / (2*reach + 1))
		}
		s.line.Find(s.row)
		return
	}
	s.row = light.Grow(s.row, p.W)
	row := func(off int) []byte {
		return p.Row(max(0, min(p.H-1, i+off)))[:len(s.row)]
	}
	a, b, c, d, e := row(-2), row(-1), row(0), row(1), row(2)
	for x := range s.row {
		s.row[x] = byte((int(a[x]) + int(b[x]) + int(c[x]) + int(d[x]) + int(e[x])) / 5)
	}
	s.line.Find(s.row)
}

// decode reads the line both ways and adds what it says to the votes. It
// returns what is now believed, or whether anything was said.
func (s *lines) decode(at int) (believed *gozxing.Result, doubt bool) {
	for range 2 {
		s.windows = windows(&s.line, s.windows[:0])
		for _, w := range s.windows {
			row := render(&s.line, w)
			if row == nil {
				continue
			}
			res, err := s.readers[w.kind].DecodeRow(0, row, rowHints)
			if err != nil {
				continue
			}
			if s.vote(res, at) >= minVotes {
				return res, false
			}
			doubt = true
			break
		}
		s.line.Reverse()
	}
	return nil, doubt
}

// vote returns how many lines have said the same.
func (s *lines) vote(res *gozxing.Result, at int) int {
	for i := range s.votes {
		v := &s.votes[i]
		if v.format != res.GetBarcodeFormat() || v.text != res.GetText() {
			continue
		}
		if !slices.Contains(v.at, at) {
			v.at = append(v.at, at)
		}
		return len(v.at)
	}
	s.votes = append(s.votes, vote{res.GetBarcodeFormat(), res.GetText(), []int{at}})
	return 1
}
