package aztec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"endcap/scanner/solomon"
)

// message is a mode message with its check words.
func modeMessage(data []byte, n int) []byte {
	return append(slices.Clone(data), solomon.Check(modeCode, data, n-len(data))...)
}

func TestParse_PutsErrorsRight(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		compact := rnd.IntN(2) == 0
		data, n, most := []byte{byte(rnd.IntN(16)), byte(rnd.IntN(16))}, 7, 2
		if !compact {
			data, n, most = append(data, byte(rnd.IntN(16)), byte(rnd.IntN(16))), 10, 3
		}
		w := modeMessage(data, n)
		want, wantOK := parse(w)
		for _, i := range rnd.Perm(n)[:rnd.IntN(most+1)] {
			w[i] ^= byte(1 + rnd.IntN(15))
		}
		if got, ok := parse(w); ok != wantOK || ok && got != want {
			t.Fatalf("data %v with errors %v: got %+v, want %+v", data, w, got, want)
		}
	}
}

func TestParse_KnowsSizes(t *testing.T) {
	for _, c := range []struct {
		data []byte
		want mode
		side int
	}{
		{[]byte{0, 4}, mode{compact: true, layers: 1, words: 5}, 15},
		{[]byte{0 | 2, 4}, mode{compact: true, layers: 1, words: 5}, 15}, // sets up the reader
		{[]byte{12, 9}, mode{compact: true, layers: 4, words: 10}, 27},
		{[]byte{0, 0, 0, 4}, mode{layers: 1, words: 5}, 19},
		{[]byte{0, 4, 0, 4}, mode{layers: 1, words: 5}, 19}, // sets up the reader
		{[]byte{15, 8, 1, 15}, mode{layers: 32, words: 32}, 151},
	} {
		n := 7
		if !c.want.compact {
			n = 10
		}
		got, ok := parse(modeMessage(c.data, n))
		if !ok || got != c.want || got.side() != c.side {
			t.Errorf("%v: got %+v, %d modules, %v; want %+v, %d", c.data, got, got.side(), ok, c.want, c.side)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(modeMessage([]byte{0, 4}, 7))
	f.Add(modeMessage([]byte{0, 0, 0, 4}, 10))
	f.Fuzz(func(t *testing.T, b []byte) {
		for i := range b {
			b[i] &= 15
		}
		for _, n := range []int{7, 10} {
			if len(b) < n {
				continue
			}
			if m, ok := parse(b[:n]); ok && !m.isRune && (m.words < 1 || m.words > m.capacity()-minCheck || m.layers > 32) {
				t.Errorf("%v: %+v", b, m)
			}
		}
	})
}
