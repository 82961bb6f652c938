package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
)

// ChunkName returns the name of a chunk's compressed bytes: their SHA-256 in
// hex. The payload of KindChunk is those bytes and nothing else, so that where
// a chunk came from does not matter.
func ChunkName(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Open returns the lines of a chunk out of its compressed bytes, if they are
// the ones that the manifest names. At most c.Raw bytes are set aside.
func (c Chunk) Open(b []byte) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if len(b) != c.Len || ChunkName(b) != c.SHA256 {
		return nil, fmt.Errorf("%w: chunk %s: these are other bytes: fetch it again", ErrMalformed, c.SHA256)
	}
	raw, err := Decompress(b, c.Raw)
	if err != nil {
		return nil, fmt.Errorf("chunk %s: %w", c.SHA256, err)
	}
	if len(raw) != c.Raw {
		return nil, fmt.Errorf("%w: chunk %s: %d bytes, the manifest says %d", ErrMalformed, c.SHA256, len(raw), c.Raw)
	}
	return raw, nil
}

func (c Chunk) check() error {
	if b, err := hex.DecodeString(c.SHA256); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != c.SHA256 {
		return fmt.Errorf("%w: %.80q is not a SHA-256 in hex", ErrMalformed, c.SHA256)
	}
	if c.Len < 1 || c.Len > MaxChunk || c.Raw < 1 || c.Raw > MaxChunkRaw {
		return fmt.Errorf("%w: chunk %s: %d bytes of %d: 1 to %d of 1 to %d are taken", ErrTooLarge, c.SHA256, c.Len, c.Raw, MaxChunk, MaxChunkRaw)
	}
	return nil
}

// ReadLines yields the lines of an opened chunk. It ends with the first line
// that is not a BookLine of exactly one thing, a product perhaps with a sheet.
func ReadLines(raw []byte) iter.Seq2[BookLine, error] {
	return func(yield func(BookLine, error) bool) {
		n := 0
		for text := range bytes.Lines(raw) {
			n++
			l, err := readLine(text)
			if err != nil {
				yield(BookLine{}, fmt.Errorf("line %d of the chunk: %w", n, err))
				return
			}
			if !yield(l, nil) {
				return
			}
		}
	}
}

func readLine(text []byte) (BookLine, error) {
	if len(text) > MaxLine {
		return BookLine{}, fmt.Errorf("%w: %d bytes, at most %d are taken", ErrTooLarge, len(text), MaxLine)
	}
	var l BookLine
	if err := json.Unmarshal(text, &l); err != nil {
		return BookLine{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return l, l.check()
}

func (l BookLine) check() error {
	things := 0
	for _, there := range [...]bool{len(l.Product) > 0, len(l.Offer) > 0, l.Gone != 0} {
		if there {
			things++
		}
	}
	if things != 1 {
		return fmt.Errorf("%w: neither one product nor one offer nor one number", ErrMalformed)
	}
	if len(l.Sheet) > 0 && len(l.Product) == 0 {
		return fmt.Errorf("%w: a sheet without its product", ErrMalformed)
	}
	return nil
}

// ReadIndex returns the chunks that an opened chunk of an index names.
func ReadIndex(raw []byte) ([]Chunk, error) {
	var all []Chunk
	for text := range bytes.Lines(raw) {
		var c Chunk
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, fmt.Errorf("%w: line %d of the index: %w", ErrMalformed, len(all)+1, err)
		}
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("line %d of the index: %w", len(all)+1, err)
		}
		all = append(all, c)
	}
	return all, nil
}
