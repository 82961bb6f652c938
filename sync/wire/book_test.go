package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"testing"

	"endcap/sync/wire"
)

// products yields n products; the one at change has another price.
func products(n, change int) iter.Seq2[wire.BookLine, error] {
	return func(yield func(wire.BookLine, error) bool) {
		for i := range n {
			price := 99 + i*37%900
			if i == change {
				price++
			}
			p := fmt.Sprintf(`{"gtin":"%014d","name":"Article %x of the shop","brand":"Brand %d","category":["food","dry"],"price":"%d.%02d EUR"}`,
				9506000000000+int64(i)*10, uint64(i)*0x9e3779b97f4a7c15>>20, i%97, price/100, price%100)
			if !yield(wire.BookLine{Product: json.RawMessage(p)}, nil) {
				return
			}
		}
	}
}

// lineChunks returns the chunks that the index of a book names.
func lineChunks(t *testing.T, cut wire.Cut) (all []wire.Chunk) {
	t.Helper()
	for i, c := range cut.Index {
		raw, err := c.Open(cut.Pieces[len(cut.Pieces)-len(cut.Index)+i].Bytes)
		if err != nil {
			t.Fatal(err)
		}
		part, err := wire.ReadIndex(raw)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part...)
	}
	return all
}

func TestBook_ComesTogetherFromItsChunks(t *testing.T) {
	const n = 20000
	cut, err := wire.CutBook(products(n, -1))
	if err != nil {
		t.Fatal(err)
	}
	chunks := lineChunks(t, cut)
	total, lines := 0, 0
	next, stop := iter.Pull2(products(n, -1))
	defer stop()
	for i, c := range chunks {
		raw, err := c.Open(cut.Pieces[i].Bytes)
		if err != nil {
			t.Fatal(err)
		}
		total += c.Len
		for got, err := range wire.ReadLines(raw) {
			want, _, ok := next()
			if err != nil || !ok || !bytes.Equal(got.Product, want.Product) {
				t.Fatalf("line %d: got %s, %v", lines+1, got.Product, err)
			}
			lines++
		}
	}
	if lines != n {
		t.Errorf("got %d lines, want %d", lines, n)
	}
	t.Logf("%d products: %d chunks, %d bytes", n, len(chunks), total)
}

func TestBook_OneNewPriceChangesOneChunkOrTwo(t *testing.T) {
	before, err := wire.CutBook(products(20000, -1))
	if err != nil {
		t.Fatal(err)
	}
	after, err := wire.CutBook(products(20000, 10000))
	if err != nil {
		t.Fatal(err)
	}
	old := map[string]bool{}
	for _, c := range lineChunks(t, before) {
		old[c.SHA256] = true
	}
	fresh := 0
	for _, c := range lineChunks(t, after) {
		if !old[c.SHA256] {
			fresh++
		}
	}
	if fresh < 1 || fresh > 2 {
		t.Errorf("%d of %d chunks are new, want 1 or 2", fresh, len(after.Pieces)-1)
	}
}

func TestBook_ChunkOfNoisyLinesIsHalvedUntilItFits(t *testing.T) {
	noise := func(yield func(wire.BookLine, error) bool) {
		x := uint64(1)
		for range 40 {
			s := make([]byte, 15000)
			for i := range s {
				x = x*6364136223846793005 + 1442695040888963407
				s[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[x>>58]
			}
			b, _ := json.Marshal(string(s))
			if !yield(wire.BookLine{Offer: b}, nil) {
				return
			}
		}
	}
	cut, err := wire.CutBook(noise)
	if err != nil {
		t.Fatal(err)
	}
	chunks := lineChunks(t, cut)
	n := 0
	for i, c := range chunks {
		raw, err := c.Open(cut.Pieces[i].Bytes)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(raw, []byte("\n"))
	}
	if n != 40 {
		t.Errorf("got %d lines, want 40", n)
	}
}

func TestBook_LineThatIsNeitherOrTooLongIsRefused(t *testing.T) {
	long, _ := json.Marshal(string(make([]byte, wire.MaxLine)))
	for name, l := range map[string]wire.BookLine{
		"neither":    {},
		"both":       {Product: json.RawMessage("1"), Offer: json.RawMessage("2")},
		"long":       {Product: long},
		"no JSON":    {Product: json.RawMessage("{")},
		"gone":       {Gone: 9506000000010},
		"no product": {Offer: json.RawMessage("1"), Sheet: json.RawMessage("2")},
		"sheet gone": {Product: json.RawMessage("1"), Sheet: json.RawMessage(wire.NoSheet)},
		"long sheet": {Product: json.RawMessage("1"), Sheet: long},
	} {
		_, err := wire.CutBook(func(yield func(wire.BookLine, error) bool) { yield(l, nil) })
		if err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	broken := errors.New("file cut short")
	_, err := wire.CutBook(func(yield func(wire.BookLine, error) bool) { yield(wire.BookLine{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's own error", err)
	}
}

func TestChunk_OtherBytesAreRefused(t *testing.T) {
	b := wire.Compress([]byte(`{"p":1}` + "\n"))
	bomb := wire.Compress(make([]byte, wire.MaxChunkRaw))
	good := wire.Chunk{SHA256: wire.ChunkName(b), Len: len(b), Raw: 8}
	if _, err := good.Open(b); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		chunk wire.Chunk
		b     []byte
	}{
		"one bit":      {good, append([]byte{b[0] ^ 1}, b[1:]...)},
		"cut short":    {good, b[:len(b)-1]},
		"raw too long": {wire.Chunk{SHA256: good.SHA256, Len: good.Len, Raw: wire.MaxChunkRaw + 1}, b},
		"raw differs":  {wire.Chunk{SHA256: good.SHA256, Len: good.Len, Raw: 9}, b},
		"zip bomb":     {wire.Chunk{SHA256: wire.ChunkName(bomb), Len: len(bomb), Raw: 8}, bomb},
		"no name":      {wire.Chunk{Len: good.Len, Raw: 8}, b},
	} {
		if _, err := c.chunk.Open(c.b); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzReadLines(f *testing.F) {
	f.Add([]byte("{\"p\":{}}\n{\"o\":{}}\n"))
	f.Add([]byte("{\"p\":1,\"o\":1}"))
	f.Add([]byte("{\"p\":{},\"s\":{}}\n{\"s\":{}}\n"))
	f.Add([]byte("{\"g\":\"04006381333931\"}\n{\"g\":\"00000000000000\"}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for l, err := range wire.ReadLines(raw) {
			if things := one(len(l.Product) > 0) + one(len(l.Offer) > 0) + one(l.Gone != 0); err == nil && (things != 1 || len(l.Sheet) > 0 && len(l.Product) == 0) {
				t.Errorf("taken: %+v", l)
			}
		}
	})
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func FuzzReadIndex(f *testing.F) {
	cut, err := wire.CutBook(products(1000, -1))
	if err != nil {
		f.Fatal(err)
	}
	raw, err := cut.Index[0].Open(cut.Pieces[len(cut.Pieces)-1].Bytes)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		all, err := wire.ReadIndex(raw)
		for _, c := range all {
			if c.Len < 1 || c.Len > wire.MaxChunk || c.Raw > wire.MaxChunkRaw || err != nil {
				t.Errorf("taken: %+v, %v", c, err)
			}
		}
	})
}

func TestRoot_FollowsFromWhatChanged(t *testing.T) {
	before, err := wire.CutBook(products(2000, -1))
	if err != nil {
		t.Fatal(err)
	}
	after, err := wire.CutBook(products(2000, 1234))
	if err != nil {
		t.Fatal(err)
	}
	was, is := productAt(products(2000, -1), 1234), productAt(products(2000, 1234), 1234)
	got := before.Root.Sub(wire.ProductRoot(was)).Add(wire.ProductRoot(is))
	if got != after.Root || got == before.Root {
		t.Errorf("got %s, want %s, not %s", got, after.Root, before.Root)
	}
	most := wire.Root{}.Sub(wire.Root{31: 1}) // 2^256 - 1
	if most != wire.Root(bytes.Repeat([]byte{0xff}, 32)) || most.Add(wire.Root{31: 1}) != (wire.Root{}) {
		t.Errorf("the carry is lost: %s", most)
	}
	if wire.OfferRoot(1, was) == wire.OfferRoot(2, was) || wire.OfferRoot(1, was) == wire.ProductRoot(was) {
		t.Error("the place or the kind of a line does not matter")
	}
}

func productAt(lines iter.Seq2[wire.BookLine, error], at int) []byte {
	n := 0
	for l := range lines {
		if n++; n == at+1 {
			return l.Product
		}
	}
	return nil
}

func FuzzDecompress(f *testing.F) {
	f.Add(wire.Compress([]byte("hello")))
	f.Add(append(wire.Compress([]byte("hello")), wire.Compress([]byte("again"))...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if raw, err := wire.Decompress(b, 1000); err == nil && len(raw) > 1000 {
			t.Errorf("%d bytes out, want at most 1000", len(raw))
		}
	})
}

func BenchmarkCutBook(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.CutBook(products(20000, -1)); err != nil {
			b.Fatal(err)
		}
	}
}
