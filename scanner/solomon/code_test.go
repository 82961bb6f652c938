package solomon

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// codes are those of QR codes, Data Matrix and Aztec symbols.
var codes = []struct{ polynomial, size, first int }{
	{0x11d, 256, 0}, {0x12d, 256, 1}, {0x13, 16, 1}, {0x43, 64, 1}, {0x409, 1024, 1}, {0x1069, 4096, 1},
}

func TestCorrect_PutsHalfAsManyWordsRightAsThereAreCheckWords(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, k := range codes {
		c := New(k.polynomial, k.size, k.first)
		for range 300 {
			check := 2 + rnd.IntN(min(3*usual, k.size-3)-1)
			data := make([]uint16, 1+rnd.IntN(min(200, k.size-1-check)))
			for i := range data {
				data[i] = uint16(rnd.IntN(k.size))
			}
			block := append(slices.Clone(data), Check(c, data, check)...)
			if want := slices.Clone(block); !Clean(c, block, check) || !Correct(c, block, check, check/2) || !slices.Equal(block, want) {
				t.Fatalf("%x: %v, made with %d check words, is not right", k.polynomial, block, check)
			}
			want, wrong := slices.Clone(block), rnd.IntN(min(len(block), check/2)+1)
			for _, i := range rnd.Perm(len(block))[:wrong] {
				block[i] ^= uint16(1 + rnd.IntN(k.size-1))
			}
			broken := slices.Clone(block)
			if Clean(c, block, check) != (wrong == 0) {
				t.Fatalf("%x: %d wrong words are told as %v", k.polynomial, wrong, wrong != 0)
			}
			if wrong > 0 && (Correct(c, block, check, wrong-1) || !slices.Equal(block, broken)) {
				t.Fatalf("%x: %d wrong words were put right where %d may be", k.polynomial, wrong, wrong-1)
			}
			if !Correct(c, block, check, check/2) || !slices.Equal(block, want) {
				t.Fatalf("%x: %d wrong words of %d, %d of them check words, were not put right", k.polynomial, wrong, len(block), check)
			}
		}
	}
}

func TestCorrect_LeavesABlockAloneThatIsNotOfTheCode(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	c := New(0x12d, 256, 1)
	refused := 0
	for range 1000 {
		block := make([]byte, 40)
		for i := range block {
			block[i] = byte(rnd.Uint32())
		}
		was := slices.Clone(block)
		if Correct(c, block, 12, 6) {
			if !Clean(c, block, 12) {
				t.Fatalf("%v was corrected to %v, which is wrong", was, block)
			}
			continue
		}
		if refused++; !slices.Equal(block, was) {
			t.Fatalf("%v was changed to %v and refused", was, block)
		}
	}
	if refused < 900 {
		t.Errorf("%d of 1,000 blocks of nonsense were refused", refused)
	}
	if Correct(c, make([]byte, 256), 12, 6) || Correct(c, make([]byte, 12), 13, 6) {
		t.Error("a block was taken that is too long for the code")
	}
}

func FuzzCorrect(f *testing.F) {
	f.Add([]byte("a block with its check words"), uint8(10), uint8(1))
	f.Fuzz(func(t *testing.T, block []byte, check, which uint8) {
		k := codes[which%2]
		c := New(k.polynomial, k.size, k.first)
		if n := min(int(check), len(block)); Correct(c, block, n, n/2) && !Clean(c, block, n) {
			t.Errorf("%v is said to be right", block)
		}
	})
}

// ExampleCheck protects the codewords of a QR code and finds a fault in them.
func ExampleCheck() {
	qr := New(0x11d, 256, 0)
	data := []byte("gtin")
	block := append(data, Check(qr, data, 4)...)
	block[1] ^= 0x20
	fmt.Printf("%s\n", block[:4])
	ok := Correct(qr, block, 4, 2)
	fmt.Printf("%v %s\n", ok, block[:4])
	// Output:
	// gTin
	// true gtin
}
