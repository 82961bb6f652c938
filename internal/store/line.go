package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"

	"go.etcd.io/bbolt"
)

// castagnoli is CRC-32C (RFC 3720, B.4), for which processors have an
// instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealLine returns a line of a price book, or a record of state.db, as it is
// kept: a CRC-32C of key and text before the text, because a card may give back
// a price or a number with another digit, and bbolt would not notice.
func sealLine(key, text []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(text)), lineSum(key, text)), text...)
}

func lineSum(key, text []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, text)
}

// openLine returns the text of a line that was kept under key, within its
// transaction.
func openLine(key, kept []byte) ([]byte, error) {
	if len(kept) < 4 || binary.BigEndian.Uint32(kept) != lineSum(key, kept[4:]) {
		return nil, fmt.Errorf("%w: line %x is not what was written", errPages, key)
	}
	return kept[4:], nil
}

// readLine returns a line of a bucket, nil if there is none under key.
func readLine(b *bbolt.Bucket, key []byte) ([]byte, error) {
	kept := b.Get(key)
	if kept == nil {
		return nil, nil
	}
	return openLine(key, kept)
}

// eachLine visits the lines of a bucket in the order of their keys. Both are
// only valid within the call.
func eachLine(b *bbolt.Bucket, visit func(key, text []byte) error) error {
	return b.ForEach(func(k, kept []byte) error {
		text, err := openLine(k, kept)
		if err != nil {
			return err
		}
		return visit(k, text)
	})
}

// copyLines copies the lines out of a bucket, without their keys.
func copyLines(b *bbolt.Bucket) (all [][]byte, err error) {
	err = eachLine(b, func(_, text []byte) error {
		all = append(all, slices.Clone(text))
		return nil
	})
	return all, err
}
