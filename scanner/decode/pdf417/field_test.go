package pdf417

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestCorrect_PutsRightAsMuchAsItMay(t *testing.T) {
	w := newWriter()
	rnd := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		level := rnd.IntN(6)
		check := 2 << level
		data := make([]int32, 1+rnd.IntN(200))
		for i := range data {
			data[i] = int32(rnd.IntN(modulus))
		}
		want := w.protect(data, 1+rnd.IntN(4), level)
		got := slices.Clone(want)
		places := rnd.Perm(len(got))
		lost := rnd.IntN(check - 1)
		wrong := (check - 2 - lost) / 2
		wrong = min(wrong, len(got)-lost)
		for i, at := range places[:min(len(got), lost+wrong)] {
			got[at] = int32(rnd.IntN(modulus))
			_ = i
		}
		if !w.field.correct(got, check, places[:min(lost, len(got))]) || !slices.Equal(got, want) {
			t.Fatalf("%d words, %d check, %d lost and %d wrong are not put right", len(want), check, lost, wrong)
		}
	}
}

func TestCorrect_LeavesNonsense(t *testing.T) {
	f := newField()
	rnd := rand.New(rand.NewPCG(4, 4))
	for range 500 {
		words := make([]int32, 40)
		for i := range words {
			words[i] = int32(rnd.IntN(modulus))
		}
		if f.correct(words, 4<<rnd.IntN(3), nil) {
			t.Fatal("nonsense was put right")
		}
	}
}

func FuzzCorrect(f *testing.F) {
	w := newWriter()
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, uint8(2), uint8(3))
	f.Fuzz(func(_ *testing.T, b []byte, level, lost uint8) {
		words := make([]int32, len(b)/2)
		for i := range words {
			words[i] = (int32(b[2*i])<<8 | int32(b[2*i+1])) % modulus
		}
		if check := 2 << (level % 9); check < len(words) && len(words) <= maxWords {
			var at []int
			for i := range min(int(lost), check) {
				at = append(at, i)
			}
			w.field.correct(words, check, at)
		}
	})
}

func TestWords_NumberEveryCharacterOnce(t *testing.T) {
	var seen [3][modulus]bool
	for m, v := range newWords() {
		if v > 0 {
			s := shapeOf(1<<16 | m<<1)
			if c := s.cluster(); c%3 != 0 || seen[c/3][v-1] {
				t.Fatalf("%v is %d once more, or in cluster %d", s, v-1, c)
			}
			seen[s.cluster()/3][v-1] = true
		}
	}
	for c := range seen {
		if i := slices.Index(seen[c][:], false); i >= 0 {
			t.Errorf("cluster %d has no %d", 3*c, i)
		}
	}
	// ISO/IEC 15438 annex A: the first and the last of each cluster.
	table := newWords()
	for _, c := range []struct {
		modules int
		value   uint16
	}{{0x1d5c0, 0}, {0x1f560, 0}, {0x1abe0, 0}} {
		if got := table[c.modules>>1&0x7fff]; got != c.value+1 {
			t.Errorf("%x is %d, want %d", c.modules, int(got)-1, c.value)
		}
	}
}
