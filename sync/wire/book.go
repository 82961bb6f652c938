package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
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
// that is not a BookLine of exactly one thing.
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
	if (len(l.Product) == 0) == (len(l.Offer) == 0) {
		return fmt.Errorf("%w: neither one product nor one offer", ErrMalformed)
	}
	return nil
}

// CutBook makes a price book of lines: the chunks as a manifest lists them,
// and the bytes of each. A chunk ends where a line says so by its hash, so
// that a change of one line changes one chunk or two, and every other is
// already where it was sent before. Equal chunks are kept once.
func CutBook(lines iter.Seq2[BookLine, error]) ([]Chunk, [][]byte, error) {
	var k knife
	n := 0
	for l, err := range lines {
		n++
		if err == nil {
			err = l.check()
		}
		if err != nil {
			return nil, nil, fmt.Errorf("wire: cut the price book: line %d: %w", n, err)
		}
		text, err := marshal(l)
		if err != nil {
			return nil, nil, fmt.Errorf("wire: cut the price book: line %d: %w", n, err)
		}
		if len(text)+1 > MaxLine {
			return nil, nil, fmt.Errorf("wire: cut the price book: line %d: %w: %d bytes, at most %d are taken", n, ErrTooLarge, len(text)+1, MaxLine)
		}
		k.add(append(text, '\n'))
	}
	k.cut(k.lines)
	return k.chunks, k.bytes, nil
}

// knife gathers lines and cuts them off as chunks.
type knife struct {
	lines  [][]byte
	size   int
	chunks []Chunk
	bytes  [][]byte
	seen   map[string]bool
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
// long. One line always fits.
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
		k.chunks, k.bytes = append(k.chunks, c), append(k.bytes, b)
	}
}
