package camera

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"

	"endcap/scanner/decode/light"
)

// lens takes the light out of frames. It keeps its buffer from one frame to
// the next.
type lens struct {
	way
	width, height, stride int
	pix                   []byte
	gray                  image.Gray
}

// newLens returns the lens for frames of a format that is understood. stride
// is the bytes of a line, 0 where the camera does not say.
func newLens(m Mode, stride int) *lens {
	w := ways()[cost(m.Format)]
	width := m.Width
	if w.packing == packed {
		width *= 2
	}
	return &lens{way: w, width: m.Width, height: m.Height, stride: max(stride, width)}
}

// light returns the luminance of a frame. It lies in raw or in the lens, and
// is good until either is used again.
func (l *lens) light(raw []byte) (*image.Gray, error) {
	if l.packing == jpegs {
		return l.unpack(raw)
	}
	whole := l.stride*(l.height-1) + l.width // the last line need not be padded
	if l.packing == packed {
		whole += l.width
	}
	if len(raw) < whole {
		return nil, fmt.Errorf("a frame has %d bytes, a whole one %d", len(raw), whole)
	}
	l.gray = image.Gray{Pix: raw[:whole:whole], Stride: l.stride, Rect: image.Rect(0, 0, l.width, l.height)}
	if l.packing == packed {
		l.pix = light.Grow(l.pix, l.width*l.height)
		for y := range l.height {
			everyOther(l.pix[y*l.width:][:l.width], raw[y*l.stride+l.first:])
		}
		l.gray.Pix, l.gray.Stride = l.pix, l.width
	}
	return &l.gray, nil
}

// everyOther fills to with the bytes 0, 2, 4, ... of from, eight at a time.
func everyOther(to, from []byte) {
	const even = 0x00ff00ff00ff00ff
	for len(to) >= 8 && len(from) >= 16 {
		a, b := binary.LittleEndian.Uint64(from)&even, binary.LittleEndian.Uint64(from[8:])&even
		a, b = (a|a>>8)&0x0000ffff0000ffff, (b|b>>8)&0x0000ffff0000ffff
		a, b = (a|a>>16)&0xffffffff, (b|b>>16)&0xffffffff
		binary.LittleEndian.PutUint64(to, a|b<<32)
		to, from = to[8:], from[16:]
	}
	for i := range to {
		to[i] = from[2*i]
	}
}

// unpack decodes a frame that is a JPEG. Cameras leave out the tables that
// every decoder of moving pictures knows (ISO/IEC 10918-1, K.3).
func (l *lens) unpack(raw []byte) (*image.Gray, error) {
	head, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if head.Width != l.width || head.Height != l.height {
		return nil, fmt.Errorf("a frame is %dx%d, not %dx%d", head.Width, head.Height, l.width, l.height)
	}
	img, err := jpeg.Decode(bytes.NewReader(l.withTables(raw)))
	if err != nil {
		return nil, err
	}
	return light.Gray(img), nil
}

// Marks of a JPEG's segments.
const (
	markTables = 0xc4 // DHT
	markScan   = 0xda // SOS
	headerSize = 2    // SOI
)

// withTables returns the JPEG with the standard Huffman tables, if it has none.
func (l *lens) withTables(raw []byte) []byte {
	if segment(raw, markTables) != nil {
		return raw
	}
	// What the standard library writes are those tables.
	var one bytes.Buffer
	if err := jpeg.Encode(&one, image.NewYCbCr(image.Rect(0, 0, 1, 1), image.YCbCrSubsampleRatio420), nil); err != nil {
		return raw
	}
	l.pix = append(l.pix[:0], raw[:headerSize]...)
	l.pix = append(l.pix, segment(one.Bytes(), markTables)...)
	l.pix = append(l.pix, raw[headerSize:]...)
	return l.pix
}

// segment returns the first segment with that mark before the picture itself.
func segment(raw []byte, mark byte) []byte {
	for at := headerSize; at+4 <= len(raw) && raw[at] == 0xff && raw[at+1] != markScan; {
		end := at + 2 + int(binary.BigEndian.Uint16(raw[at+2:]))
		if raw[at+1] == mark && end <= len(raw) {
			return raw[at:end]
		}
		at = end
	}
	return nil
}
