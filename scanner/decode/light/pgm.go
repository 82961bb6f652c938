package light

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
)

// pgmHead reads the header of a binary PGM: "P5", width, height and largest
// value, separated by white space, with comments from # to the end of the
// line, and one white space before the pixels (netpbm's pgm(5)).
func pgmHead(r io.ByteReader) (w, h, most int, err error) {
	var field [3]int
	left := maxPGMHeader
	next := func() (byte, error) {
		if left--; left < 0 {
			return 0, errors.New("the header is too long")
		}
		return r.ReadByte()
	}
	for range "P5" {
		if _, err = next(); err != nil {
			return 0, 0, 0, err
		}
	}
	for i := range field {
		digits := 0
		for {
			c, err := next()
			if err != nil {
				return 0, 0, 0, err
			}
			switch space := c == ' ' || c >= '\t' && c <= '\r'; {
			case c == '#' && digits == 0:
				for c != '\n' {
					if c, err = next(); err != nil {
						return 0, 0, 0, err
					}
				}
				continue
			case space && digits == 0:
				continue
			case c >= '0' && c <= '9' && digits < 9:
				field[i], digits = field[i]*10+int(c-'0'), digits+1
				continue
			case !space:
				return 0, 0, 0, fmt.Errorf("the header has %q where a number belongs", c)
			}
			break
		}
	}
	if field[2] < 1 || field[2] > 255 {
		return 0, 0, 0, fmt.Errorf("its largest value is %d, not 1 to 255", field[2])
	}
	return field[0], field[1], field[2], nil
}

func pgmConfig(r io.Reader) (image.Config, error) {
	w, h, _, err := pgmHead(bufio.NewReader(r))
	return image.Config{ColorModel: color.GrayModel, Width: w, Height: h}, err
}

func pgmDecode(r io.Reader) (image.Image, error) {
	br := bufio.NewReader(r)
	w, h, most, err := pgmHead(br)
	if err != nil {
		return nil, err
	}
	g := image.NewGray(image.Rect(0, 0, w, h))
	if _, err := io.ReadFull(br, g.Pix); err != nil {
		return nil, err
	}
	if most != 255 {
		for i, v := range g.Pix {
			g.Pix[i] = byte(min(int(v), most) * 255 / most)
		}
	}
	return g, nil
}
