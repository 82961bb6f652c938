package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/sync/wire"
)

// goods is the nth product of the test's shop; its price is the version of the
// book, so that a mix of two books shows.
func goods(n int, version uint64) catalog.Product {
	euro, _ := money.ParseCurrency("EUR")
	return catalog.Product{
		GTIN: product(uint64(n)), Name: fmt.Sprintf("Mountain cheese %d, matured in the cave", n), Brand: "Alpenkönig",
		Category: []string{"food", "dairy", "cheese"}, Price: money.New(int64(version), euro), Origin: "AT",
	}
}

// bookLines are n products of a version, then one offer.
func bookLines(n int, version uint64) iter.Seq2[wire.BookLine, error] {
	return func(yield func(wire.BookLine, error) bool) {
		for i := range n {
			text, err := json.Marshal(goods(i, version))
			if !yield(wire.BookLine{Product: text}, err) {
				return
			}
		}
		yield(wire.BookLine{Offer: json.RawMessage(offer)}, nil)
	}
}

const offer = `{"id":"cheese-3for2","name":{"en":"3 for 2"},"valid":{},"rewards":[{"type":"amount_off","scope":"basket","amount":50}]}`

// makeBook cuts a book of n products and returns its pieces beside it.
func makeBook(t testing.TB, n int, version uint64) (wire.Manifest, []wire.Piece) {
	t.Helper()
	return cutBook(t, version, bookLines(n, version))
}

func cutBook(t testing.TB, version uint64, lines iter.Seq2[wire.BookLine, error]) (wire.Manifest, []wire.Piece) {
	t.Helper()
	cut, err := wire.CutBook(lines)
	if err != nil {
		t.Fatal(err)
	}
	return wire.Manifest{Tenant: "t", Store: "s", Version: version, Currency: "EUR", Made: noon}.Of(cut), cut.Pieces
}

func stageAll(t testing.TB, s *Store, pieces []wire.Piece) {
	t.Helper()
	for _, p := range pieces {
		if err := s.Stage(t.Context(), p.SHA256, p.Bytes); err != nil {
			t.Fatal(err)
		}
	}
}

// putInForce stages and switches to a book of n products.
func putInForce(t testing.TB, s *Store, n int, version uint64) wire.Manifest {
	t.Helper()
	m, pieces := makeBook(t, n, version)
	stageAll(t, s, pieces)
	if err := s.Switch(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return m
}

// wantBook proves that exactly this book is in force.
func wantBook(t testing.TB, s *Store, n int, version uint64) {
	t.Helper()
	m, ok := s.Book()
	if !ok || m.Version != version || m.Products != n {
		t.Errorf("book %d of %d products is in force, want %d of %d", m.Version, m.Products, version, n)
	}
	count := 0
	err := s.Products(func(p catalog.Product) error {
		if want := goods(count, version); !reflect.DeepEqual(p, want) { // cmp takes a second for 5,000
			return errors.New(cmp.Diff(p, want))
		}
		count++
		return nil
	})
	if err != nil || count != n {
		t.Errorf("%d products read, want %d: %v", count, n, err)
	}
}

func TestBook_IsSwitchedWhole(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	if _, ok := s.Book(); ok {
		t.Error("a new store has a book")
	}
	if _, ok, err := s.Product(product(0)); ok || err != nil {
		t.Errorf("a product without a book: %v %v", ok, err)
	}
	changed, stop := s.Watch()
	defer stop()
	for version := uint64(1); version <= 4; version++ {
		m, pieces := makeBook(t, 2500, version)
		missing, err := s.Missing(m)
		if diff := cmp.Diff(missing, m.Index); diff != "" || err != nil {
			t.Errorf("missing: %v (-got +want):\n%s", err, diff)
		}
		if err := s.Switch(t.Context(), m); !errors.Is(err, ErrStaging) {
			t.Errorf("switch without chunks: got %v, want ErrStaging", err)
		}
		stageAll(t, s, pieces)
		if err := s.Switch(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		<-changed
		wantBook(t, s, 2500, version)
	}
	if p, ok, err := s.Product(product(7)); !ok || err != nil || p.Price.Minor != 4 {
		t.Errorf("product 7: %v %v %v, want price 4", p.Price, ok, err)
	}
	var want offers.Offer
	if err := json.Unmarshal([]byte(offer), &want); err != nil {
		t.Fatal(err)
	}
	got, err := s.Offers()
	if diff := cmp.Diff(got, []offers.Offer{want}); diff != "" || err != nil {
		t.Errorf("offers: %v (-got +want):\n%s", err, diff)
	}
	s.Close()
	wantBook(t, open(t, dir, Options{}), 2500, 4)
}

func TestBook_AnOldOneIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	putInForce(t, s, 3, 5)
	if err := s.TellSwitch(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	for _, version := range []uint64{0, 4, 5} {
		m, pieces := makeBook(t, 3, version)
		stageAll(t, s, pieces)
		if err := s.Switch(t.Context(), m); !errors.Is(err, ErrOldBook) {
			t.Errorf("version %d after 5: got %v, want ErrOldBook", version, err)
		}
	}
	s.Close()
	if err := os.Remove(filepath.Join(dir, CatalogFile)); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, Options{})
	m, pieces := makeBook(t, 3, 4)
	stageAll(t, s, pieces)
	if err := s.Switch(t.Context(), m); !errors.Is(err, ErrOldBook) {
		t.Errorf("version 4 after 5 was told of: got %v, want ErrOldBook", err)
	}
	putInForce(t, s, 3, 5)
}

func TestBook_ABadOneLeavesTheOldInForce(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	putInForce(t, s, 3, 1)
	line := func(p string) string { return `{"p":` + p + "}\n" }
	good, _ := json.Marshal(goods(0, 2))
	dollars := strings.Replace(string(good), "EUR", "USD", 1)
	tests := map[string]struct {
		raw              string
		products, offers int
	}{
		"no JSON":                   {"hello\n", 1, 0},
		"too few products":          {line(string(good)), 2, 0},
		"too many products":         {line(string(good)), 0, 0},
		"a product twice":           {line(string(good)) + line(string(good)), 2, 0},
		"a product in dollars":      {line(dollars), 1, 0},
		"a product of nothing":      {line("{}"), 1, 0},
		"a product of a wrong kind": {line(`"x"`), 1, 0},
		"an offer of nothing":       {`{"o":{}}` + "\n", 0, 1},
		"a product that is gone":    {line(string(good)) + `{"g":"04006381333931"}` + "\n", 1, 0},
		"an offer twice":            {strings.Repeat(`{"o":`+offer+"}\n", 2), 0, 2},
	}
	version := uint64(2)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m, pieces := oneChunk(version, []byte(test.raw), test.products, test.offers)
			version++
			stageAll(t, s, pieces)
			if err := s.Switch(t.Context(), m); !errors.Is(err, ErrBook) {
				t.Errorf("got %v, want ErrBook", err)
			}
			wantBook(t, s, 3, 1)
		})
	}
	putInForce(t, s, 4, version)
	wantBook(t, s, 4, version)
}

// oneChunk makes a book of one chunk, whatever is in it. Its root is that of
// the lines that can be read.
func oneChunk(version uint64, raw []byte, products, others int) (wire.Manifest, []wire.Piece) {
	m := wire.Manifest{Tenant: "t", Store: "s", Version: version, Currency: "EUR", Made: noon, Products: products, Offers: others}
	n := uint64(0)
	for l, err := range wire.ReadLines(raw) {
		if err == nil && len(l.Product) > 0 {
			m.Root = m.Root.Add(wire.ProductRoot(l.Product))
		} else if err == nil && len(l.Offer) > 0 {
			n++
			m.Root = m.Root.Add(wire.OfferRoot(n, l.Offer))
		}
	}
	lines := onePiece(raw)
	text, _ := json.Marshal(lines.Chunk)
	index := onePiece(append(text, '\n'))
	m.Index = []wire.Chunk{index.Chunk}
	return m, []wire.Piece{lines, index}
}

func onePiece(raw []byte) wire.Piece {
	b := wire.Compress(raw)
	return wire.Piece{Chunk: wire.Chunk{SHA256: wire.ChunkName(b), Len: len(b), Raw: len(raw)}, Bytes: b}
}

func TestBook_OtherBytesAreNotStaged(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	_, pieces := makeBook(t, 3, 1)
	for _, b := range [][]byte{nil, pieces[0].Bytes[1:], pieces[1].Bytes, make([]byte, wire.MaxChunk+1)} {
		if err := s.Stage(t.Context(), pieces[0].SHA256, b); !errors.Is(err, ErrBook) {
			t.Errorf("%d other bytes: got %v, want ErrBook", len(b), err)
		}
	}
}

func TestBook_BeyondTheLimitIsRefusedByItsIndex(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	var huge []byte
	for range maxStaged/wire.MaxChunk + 1 {
		text, _ := json.Marshal(wire.Chunk{SHA256: wire.ChunkName(nil), Len: wire.MaxChunk, Raw: 1})
		huge = append(append(huge, text...), '\n')
	}
	index := onePiece(huge)
	m := wire.Manifest{Version: 1, Currency: "EUR", Index: []wire.Chunk{index.Chunk}}
	stageAll(t, s, []wire.Piece{index})
	if _, err := s.Missing(m); !errors.Is(err, ErrBook) {
		t.Errorf("got %v, want ErrBook", err)
	}
}

func TestBook_AChunkThatRottedIsFetchedAgain(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	m, pieces := makeBook(t, 5000, 1)
	for name, rotten := range map[string]wire.Piece{"of lines": pieces[2], "of the index": pieces[len(pieces)-1]} {
		stageAll(t, s, pieces)
		if err := s.catalog.Load().Update(func(tx *bbolt.Tx) error {
			return tx.Bucket(bucketStaged).Put([]byte(rotten.SHA256), make([]byte, rotten.Len))
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Switch(t.Context(), m); !errors.Is(err, ErrStaging) {
			t.Errorf("a chunk %s: got %v, want ErrStaging", name, err)
		}
		missing, err := s.Missing(m)
		if diff := cmp.Diff(missing, []wire.Chunk{rotten.Chunk}); diff != "" || err != nil {
			t.Errorf("a chunk %s: missing: %v (-got +want):\n%s", name, err, diff)
		}
		stageAll(t, s, []wire.Piece{rotten})
	}
	if err := s.Switch(t.Context(), m); err != nil {
		t.Error(err)
	}
	wantBook(t, s, 5000, 1)
}

func TestBook_IsToldOfOnce(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	tell := func() {
		t.Helper()
		if err := s.TellSwitch(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
	}
	tell()
	for version := uint64(3); version <= 4; version++ {
		putInForce(t, s, int(version), version)
		tell()
		tell()
	}
	var got []string
	for _, e := range pending(t, s, wire.Control) {
		got = append(got, string(e.Type)+string(e.Data))
	}
	want := []string{
		`endcap.book.switched.v1{"version":3,"products":3,"offers":1}`,
		`endcap.book.switched.v1{"version":4,"was":3,"products":4,"offers":1}`,
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestBook_ADamagedCatalogueIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	for n := range evidence + 2 {
		s := open(t, dir, Options{})
		do(t, s, journal.Step{Events: []wire.Event{note("kept")}})
		putInForce(t, s, 300, uint64(n+1))
		s.Close()
		path := filepath.Join(dir, CatalogFile)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n%2 == 0 {
			text = text[:3*4096]
		} else {
			clear(text)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, dir, Options{})
	if _, ok := s.Book(); ok || written(s) != evidence+2 {
		t.Errorf("a book is there: %v; %d events, want %d", ok, written(s), evidence+2)
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, CatalogFile+".damaged-*")); len(aside) != evidence {
		t.Errorf("%v are kept, want %d", aside, evidence)
	}
}

func TestBook_ReadersSeeOneVersionWhileItIsSwitched(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	putInForce(t, s, 600, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		was := uint64(1)
		for version := uint64(2); version <= 12; version++ {
			if version%3 == 0 {
				putInForce(t, s, 600, version)
			} else {
				changeTo(t, s, 600, was, version)
			}
			was = version
		}
	}()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		version, n := int64(0), 0
		err := s.Products(func(p catalog.Product) error {
			if n++; version == 0 {
				version = p.Price.Minor
			}
			if p.Price.Minor != version {
				t.Errorf("product %d is of version %d, those before of %d", n, p.Price.Minor, version)
			}
			return nil
		})
		if err != nil || n != 600 {
			t.Fatalf("%d products: %v", n, err)
		}
		// What is read between two equal editions is of that edition.
		before, _ := s.Book()
		p, _, err := s.Product(product(7))
		if after, _ := s.Book(); err != nil || before.Version == after.Version && p.Price.Minor != int64(before.Version) {
			t.Fatalf("price %d of book %d: %v", p.Price.Minor, before.Version, err)
		}
	}
}

func FuzzSwitch(f *testing.F) {
	good, _ := json.Marshal(goods(0, 2))
	f.Add([]byte(`{"p":`+string(good)+"}\n"), 1, 0)
	f.Add([]byte(`{"o":`+offer+"}\n"), 0, 1)
	f.Add([]byte("{\"p\":{}}\n\n"), 1, 0)
	s := open(f, f.TempDir(), Options{})
	s.catalog.Load().NoSync = true
	version, inForce := uint64(0), uint64(0)
	f.Fuzz(func(t *testing.T, raw []byte, products, others int) {
		if len(raw) == 0 || len(raw) > wire.MaxChunkRaw {
			t.Skip()
		}
		m, pieces := oneChunk(version+1, raw, products, others)
		stageAll(t, s, pieces)
		err := s.Switch(t.Context(), m)
		if version++; err == nil {
			inForce = version
		} else if !errors.Is(err, ErrBook) {
			t.Errorf("a refusal without a name: %v", err)
		}
		now, _ := s.Book()
		n := 0
		if err := s.Products(func(p catalog.Product) error { n++; return p.Check() }); err != nil || n != now.Products || now.Version != inForce {
			t.Errorf("%d products of book %d: %v; want %d of %d", n, now.Version, err, now.Products, inForce)
		}
		if all, err := s.Offers(); err != nil || len(all) != now.Offers {
			t.Errorf("%d offers: %v; want %d", len(all), err, now.Offers)
		}
	})
}
