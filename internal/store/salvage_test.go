package store

import (
	"bytes"
	"testing"

	"endcap/internal/boltfile"
)

// FuzzBest looks for what to salvage in files of any bytes: a store's own with
// some changed, and none of its own.
func FuzzBest(f *testing.F) {
	whole := used(f, 40)
	f.Add(uint32(4096*3+8), []byte{0xFF}, uint32(len(whole)))
	f.Add(uint32(0), make([]byte, 8192), uint32(4*4096))
	f.Add(uint32(16+16), []byte{7}, uint32(len(whole)))
	f.Fuzz(func(_ *testing.T, at uint32, with []byte, size uint32) {
		b := bytes.Clone(whole[:min(int(size), 64*4096)])
		if int(at) < len(b) {
			copy(b[at:], with)
		}
		if len(b) > 8192 { // so that more than the sum is tried
			resum(resum(b, 0), 4096)
		}
		pages, err := boltfile.Read(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for _, state := range pages.States {
			_, _ = state.Check(boltfile.Visitor{Record: legible})
		}
		best(pages)
	})
}
