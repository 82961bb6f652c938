package wire

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"iter"
)

// Cut is a price book in the pieces that travel.
type Cut struct {
	Root, All                Root // as in Manifest
	Products, Offers, Sheets int
	Index                    []Chunk
	Pieces                   []Piece // the book's and the index's
}

// Piece is a chunk and its compressed bytes.
type Piece struct {
	Chunk
	Bytes []byte
}

// Of returns m as the manifest of a book that was cut.
func (m Manifest) Of(c Cut) Manifest {
	m.Root, m.All, m.Products, m.Offers, m.Sheets, m.Index = c.Root, c.All, c.Products, c.Offers, c.Sheets, c.Index
	return m
}

// CutBook makes a price book of lines. A chunk ends where a line says so by
// its hash, so that a change of one line changes one chunk or two.
func CutBook(lines iter.Seq2[BookLine, error]) (Cut, error) {
	var k, index knife
	var c Cut
	var sheets Root
	err := k.addAll(lines, func(l BookLine, text, sheet []byte) error {
		switch {
		case l.Gone != 0 || string(sheet) == NoSheet:
			return fmt.Errorf("%w: a product or a sheet that is gone stands in a delta only", ErrMalformed)
		case len(l.Product) > 0:
			c.Products++
			c.Root = c.Root.Add(ProductRoot(text))
			if len(sheet) > 0 {
				c.Sheets++
				sheets = sheets.Add(SheetRoot(sheet))
			}
		default:
			c.Offers++
			c.Root = c.Root.Add(OfferRoot(uint64(c.Offers), text))
		}
		return nil
	})
	if err != nil {
		return Cut{}, fmt.Errorf("wire: cut the price book: %w", err)
	}
	if c.Sheets > 0 {
		c.All = c.Root.Add(sheets)
	}
	for _, p := range k.pieces {
		text, err := marshal(p.Chunk)
		if err != nil {
			return Cut{}, fmt.Errorf("wire: cut the price book's index: %w", err)
		}
		index.add(append(text, '\n'))
	}
	index.cut(index.lines)
	c.Index, c.Pieces = index.chunks(), append(k.pieces, index.pieces...)
	return c, nil
}

// CutDelta makes a delta of the lines that have changed since the book with
// the root base. Offers says that the whole list of offers is among them.
func CutDelta(base Root, offers bool, lines iter.Seq2[BookLine, error]) (Delta, []Piece, error) {
	var k knife
	if err := k.addAll(lines, func(BookLine, []byte, []byte) error { return nil }); err != nil {
		return Delta{}, nil, fmt.Errorf("wire: cut a delta: %w", err)
	}
	return Delta{Base: base, Offers: offers, Chunks: k.chunks()}, k.pieces, nil
}

// knife gathers lines and cuts them off as chunks.
type knife struct {
	lines  [][]byte
	size   int
	pieces []Piece
	seen   map[string]bool
}

// addAll adds lines and shows each, with its one thing and the sheet beside it
// as they travel.
func (k *knife) addAll(lines iter.Seq2[BookLine, error], show func(l BookLine, text, sheet []byte) error) error {
	n := 0
	for l, err := range lines {
		n++
		var text, sheet []byte
		if err == nil {
			err = l.check()
		}
		if err == nil {
			text, err = marshal(l)
		}
		if err == nil && len(l.Sheet) > 0 {
			sheet, err = marshal(l.Sheet)
		}
		if err == nil && len(text)+1 > MaxLine {
			err = fmt.Errorf("%w: %d bytes, at most %d are taken", ErrTooLarge, len(text)+1, MaxLine)
		}
		if err == nil {
			thing := text[len(`{"p":`) : len(text)-len(`}`)]
			if sheet != nil {
				thing = thing[:len(thing)-len(`,"s":`)-len(sheet)]
			}
			err = show(l, thing, sheet)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		k.add(append(text, '\n'))
	}
	k.cut(k.lines)
	return nil
}

func (k *knife) add(line []byte) {
	if k.size+len(line) > cutRaw {
		k.cut(k.lines)
	}
	k.lines, k.size = append(k.lines, line), k.size+len(line)
	h := fnv.New64a()
	h.Write(line)
	if k.size >= cutMin && h.Sum64()%cutOdds == 0 {
		k.cut(k.lines)
	}
}

// cut makes one chunk of lines, or two of its halves where one would be too
// long. One line always fits. Equal chunks are kept once.
func (k *knife) cut(lines [][]byte) {
	k.lines, k.size = nil, 0
	if len(lines) == 0 {
		return
	}
	raw := bytes.Join(lines, nil)
	b := Compress(raw)
	if len(b) > MaxChunk {
		k.cut(lines[:len(lines)/2])
		k.cut(lines[len(lines)/2:])
		return
	}
	c := Chunk{SHA256: ChunkName(b), Len: len(b), Raw: len(raw)}
	if k.seen == nil {
		k.seen = map[string]bool{}
	}
	if !k.seen[c.SHA256] {
		k.seen[c.SHA256] = true
		k.pieces = append(k.pieces, Piece{c, b})
	}
}

func (k *knife) chunks() []Chunk {
	var all []Chunk
	for _, p := range k.pieces {
		all = append(all, p.Chunk)
	}
	return all
}
