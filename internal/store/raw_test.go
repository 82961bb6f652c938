package store

import (
	"encoding/binary"
	"hash/fnv"
	"os"
	"path/filepath"
	"testing"
)

// sealed returns a meta page's figures with the check sum that belongs to
// them.
func sealed(b []byte) []byte {
	sum := fnv.New64a()
	sum.Write(b[:metaBytes-8])
	return binary.LittleEndian.AppendUint64(b[:metaBytes-8:metaBytes-8], sum.Sum64())
}

// FuzzTree reads files of any bytes: bbolt's own with some changed, and none
// of its own.
func FuzzTree(f *testing.F) {
	whole := used(f, 40)
	f.Add(uint32(4096*3+8), []byte{0xFF}, uint32(len(whole)))
	f.Add(uint32(0), make([]byte, 8192), uint32(4*4096))
	f.Add(uint32(16+16), []byte{7}, uint32(len(whole)))
	path := filepath.Join(f.TempDir(), "state.db")
	f.Fuzz(func(t *testing.T, at uint32, with []byte, size uint32) {
		b := append([]byte(nil), whole[:min(int(size), 64*4096)]...)
		if int(at) < len(b) {
			copy(b[at:], with)
		}
		if len(b) > 8192 { // so that more than the sum is tried
			resum(resum(b, 0), 4096)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		held, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer held.Close()
		r, err := openRaw(held)
		if err != nil {
			return
		}
		for _, m := range r.metas {
			walk := tree{raw: r, meta: m, record: legible}
			_ = walk.check()
		}
		r.best()
	})
}
