package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
)

// Root stands for the whole of a price book: the sum, modulo 2^256, of the
// SHA-256 of each of its lines. A line that changes is taken off and added
// again, so that the root of a book of 50,000 lines follows from that of the
// book before and the lines that changed. It is signed with the manifest and
// proves that nothing was lost or mistaken on the way; alone it is no defence
// against somebody who may choose lines.
//
// A product adds SHA-256("p", its JSON), its sheet SHA-256("s", its JSON), an
// offer SHA-256("o", its place in the list from 1 as 8 bytes big endian, its
// JSON), each byte for byte as it travels.
type Root [sha256.Size]byte

// ProductRoot returns what a product adds to a root.
func ProductRoot(text []byte) Root { return sha256.Sum256(append([]byte("p"), text...)) }

// SheetRoot returns what the sheet of a product adds.
func SheetRoot(text []byte) Root { return sha256.Sum256(append([]byte("s"), text...)) }

// OfferRoot returns what the offer at a place of the list, from 1, adds.
func OfferRoot(place uint64, text []byte) Root {
	b := binary.BigEndian.AppendUint64([]byte("o"), place)
	return sha256.Sum256(append(b, text...))
}

// Add returns the root with something added.
func (r Root) Add(o Root) Root { return r.sum(o, bits.Add64) }

// Sub returns the root with something taken off.
func (r Root) Sub(o Root) Root { return r.sum(o, bits.Sub64) }

func (r Root) sum(o Root, step func(x, y, carry uint64) (uint64, uint64)) Root {
	carry := uint64(0)
	for i := len(r) - 8; i >= 0; i -= 8 {
		var word uint64
		word, carry = step(binary.BigEndian.Uint64(r[i:]), binary.BigEndian.Uint64(o[i:]), carry)
		binary.BigEndian.PutUint64(r[i:], word)
	}
	return r
}

// String returns the root in hex.
func (r Root) String() string { return hex.EncodeToString(r[:]) }

// MarshalText is String.
func (r Root) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, r[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (r *Root) UnmarshalText(b []byte) error {
	var read Root
	if n, err := hex.Decode(read[:], b[:min(len(b), 2*len(read))]); err != nil || n != len(read) || len(b) != 2*n {
		return fmt.Errorf("%w: %.80q is not a root in hex", ErrMalformed, b)
	}
	*r = read
	return nil
}
