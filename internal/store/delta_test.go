package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/inbox"
	"endcap/sync/wire"
)

// book is the content of a price book in a test.
type book struct {
	products []catalog.Product          // by number
	offers   []string                   // IDs
	sheets   map[gs1.GTIN]catalog.Sheet // of some products
}

// line is a product with its sheet.
func (b book) line(p catalog.Product) (l wire.BookLine, err error) {
	l.Product, err = json.Marshal(p)
	if s, ok := b.sheets[p.GTIN]; ok && err == nil {
		l.Sheet, err = json.Marshal(s)
	}
	return l, err
}

// sheeted returns the book with a sheet of some version for each of some
// products.
func (b book) sheeted(version int, of ...int) book {
	b.sheets = maps.Clone(b.sheets)
	if b.sheets == nil {
		b.sheets = map[gs1.GTIN]catalog.Sheet{}
	}
	for _, n := range of {
		g := product(uint64(n))
		b.sheets[g] = catalog.Sheet{GTIN: g, Texts: []catalog.Text{{Lang: "en", About: fmt.Sprintf("Matured %d days, <cave> %d.", n, version)}}}
	}
	return b
}

func (b book) lines() iter.Seq2[wire.BookLine, error] {
	return func(yield func(wire.BookLine, error) bool) {
		for _, p := range b.products {
			if !yield(b.line(p)) {
				return
			}
		}
		for _, id := range b.offers {
			if !yield(wire.BookLine{Offer: json.RawMessage(strings.Replace(offer, "cheese-3for2", id, 1))}, nil) {
				return
			}
		}
	}
}

// goodsAt are n products at the prices of a version, and an offer.
func goodsAt(n int, version uint64) book {
	b := book{offers: []string{"cheese-3for2"}}
	for i := range n {
		b.products = append(b.products, goods(i, version))
	}
	return b
}

// since yields what has changed since another book of products in the same
// order.
func (b book) since(was book) iter.Seq2[wire.BookLine, error] {
	return func(yield func(wire.BookLine, error) bool) {
		had, has := map[uint64]catalog.Product{}, map[uint64]bool{}
		for _, p := range was.products {
			had[uint64(p.GTIN)] = p
		}
		for _, p := range b.products {
			has[uint64(p.GTIN)] = true
			old, ok := had[uint64(p.GTIN)]
			sheet, told := was.sheets[p.GTIN]
			now, tells := b.sheets[p.GTIN]
			same := told == tells && reflect.DeepEqual(sheet, now)
			if ok && same && reflect.DeepEqual(old, p) {
				continue
			}
			l, err := b.line(p)
			switch {
			case same && ok:
				l.Sheet = nil
			case told && !tells:
				l.Sheet = json.RawMessage(wire.NoSheet)
			}
			if !yield(l, err) {
				return
			}
		}
		for _, p := range was.products {
			if !has[uint64(p.GTIN)] && !yield(wire.BookLine{Gone: p.GTIN}, nil) {
				return
			}
		}
		if reflect.DeepEqual(was.offers, b.offers) {
			return
		}
		for l, err := range (book{offers: b.offers}).lines() {
			if !yield(l, err) {
				return
			}
		}
	}
}

// edition makes a version of a book with deltas from others, and all that can
// be fetched of it.
func edition(t testing.TB, version uint64, now book, bases ...book) (wire.Manifest, []wire.Piece) {
	t.Helper()
	m, pieces := cutBook(t, version, now.lines())
	for _, was := range bases {
		base, err := wire.CutBook(was.lines())
		if err != nil {
			t.Fatal(err)
		}
		d, more, err := wire.CutDelta(base.Root, !reflect.DeepEqual(was.offers, now.offers), now.since(was))
		if err != nil {
			t.Fatal(err)
		}
		d.All = base.All
		m.Deltas, pieces = append(m.Deltas, d), append(pieces, more...)
	}
	return m, pieces
}

// makeChange is a version of n products with a delta from the version was.
func makeChange(t testing.TB, n int, was, version uint64) (wire.Manifest, []wire.Piece) {
	t.Helper()
	return edition(t, version, goodsAt(n, version), goodsAt(n, was))
}

func changeTo(t testing.TB, s *Store, n int, was, version uint64) {
	t.Helper()
	m, pieces := makeChange(t, n, was, version)
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Fatal(err)
	}
}

// fetch puts a book in force as the inbox does, and returns the bytes that it
// asked for.
func fetch(ctx context.Context, s *Store, m wire.Manifest, pieces []wire.Piece) (size int, err error) {
	has := map[string][]byte{}
	for _, p := range pieces {
		has[p.SHA256] = p.Bytes
	}
	for {
		missing, err := s.Missing(m)
		if err != nil {
			return size, err
		}
		if len(missing) == 0 {
			return size, s.Switch(ctx, m)
		}
		for _, c := range missing {
			size += c.Len
			if err := s.Stage(ctx, c.SHA256, has[c.SHA256]); err != nil {
				return size, err
			}
		}
	}
}

// wantContent proves that exactly this is in force.
func wantContent(t testing.TB, s *Store, version uint64, want book) {
	t.Helper()
	if m, _ := s.Book(); m.Version != version || m.Products != len(want.products) || m.Offers != len(want.offers) || m.Sheets != len(want.sheets) {
		t.Errorf("book %d of %d and %d is in force, want %d of %d and %d", m.Version, m.Products, m.Offers, version, len(want.products), len(want.offers))
	}
	var got book
	if want.sheets != nil {
		got.sheets = map[gs1.GTIN]catalog.Sheet{}
	}
	if err := s.Products(func(p catalog.Product) error { got.products = append(got.products, p); return nil }); err != nil {
		t.Fatal(err)
	}
	for n := range uint64(310) { // more than the tests have
		sheet, ok, err := s.Sheet(product(n))
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			got.sheets[product(n)] = sheet
		}
	}
	all, err := s.Offers()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		got.offers = append(got.offers, o.ID)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("book %d (-got +want):\n%s", version, cmp.Diff(got, want, cmp.AllowUnexported(book{})))
	}
}

// stories are two books, and how the second is come by.
func stories() map[string]struct{ was, now book } {
	full := goodsAt(300, 1)
	some := goodsAt(300, 1)
	for i := 0; i < 300; i += 30 {
		some.products[i] = goods(i, 2)
	}
	fewer := goodsAt(300, 1)
	fewer.products = append(fewer.products[:100:100], fewer.products[200:]...)
	offers := goodsAt(300, 1)
	offers.offers = []string{"a", "cheese-3for2", "b"}
	none := goodsAt(300, 1)
	none.offers = nil
	some = some.sheeted(1, 3, 30, 60)
	told := full.sheeted(1, 3, 30, 150, 299)
	retold := told.sheeted(2, 3, 4)
	delete(retold.sheets, product(30))
	retold.products = some.products // 30 and 60 at another price, 150 and 299 as they were
	otherwise := fewer.sheeted(1, 3, 299)
	other := goodsAt(280, 3)
	other.offers = []string{"z"}
	return map[string]struct{ was, now book }{
		"some prices":                  {full, some},
		"goods go":                     {full, fewer},
		"goods come":                   {fewer, full},
		"offers":                       {full, offers},
		"offers end":                   {offers, none},
		"offers begin":                 {none, offers},
		"nothing":                      {full, full},
		"sheets come":                  {full, told},
		"sheets change":                {told, retold},
		"sheets go":                    {retold, full},
		"goods go with their sheets":   {told, otherwise},
		"goods come with their sheets": {otherwise, told},
		"no sheet changes":             {told, book{some.products, full.offers, told.sheets}},
		"everything":                   {full, other},
		"one after all":                {goodsAt(1, 1), goodsAt(1, 2)},
	}
}

func TestDelta_TurnsOneBookIntoAnotherAndBack(t *testing.T) {
	for name, story := range stories() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, Options{})
			m, pieces := edition(t, 1, story.was)
			if _, err := fetch(t.Context(), s, m, pieces); err != nil {
				t.Fatal(err)
			}
			m, pieces = edition(t, 2, story.now, goodsAt(7, 7), story.was)
			size, err := fetch(t.Context(), s, m, pieces)
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, c := range m.Deltas[1].Chunks {
				want += c.Len
			}
			if size != want {
				t.Errorf("fetched %d bytes, want the %d of the delta", size, want)
			}
			wantContent(t, s, 2, story.now)
			s.Close()
			s = open(t, dir, Options{})
			wantContent(t, s, 2, story.now)
			// One step back is a new edition of the old content: it is here.
			for version := uint64(3); version < 6; version++ {
				is := story.was
				if version%2 == 0 {
					is = story.now
				}
				m, pieces = edition(t, version, is)
				if size, err = fetch(t.Context(), s, m, pieces); err != nil || size != 0 {
					t.Errorf("fetched %d bytes to go back: %v", size, err)
				}
				wantContent(t, s, version, is)
			}
		})
	}
}

func TestBook_OneStepBackFromAWholeOneFetchesNothing(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	for version, n := range []int{900, 1200, 900, 1200} {
		m, pieces := edition(t, uint64(version)+1, goodsAt(n, 1))
		size, err := fetch(t.Context(), s, m, pieces)
		if err != nil || (size == 0) != (version > 1) {
			t.Errorf("version %d: fetched %d bytes: %v", version+1, size, err)
		}
		wantContent(t, s, uint64(version)+1, goodsAt(n, 1))
	}
}

func TestDelta_OnAnotherBaseAsksForTheWholeBook(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	putInForce(t, s, 300, 1)
	m, pieces := makeChange(t, 300, 2, 3)
	missing, err := s.Missing(m)
	if diff := cmp.Diff(missing, m.Index); diff != "" || err != nil {
		t.Errorf("missing: %v (-got +want):\n%s", err, diff)
	}
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Error(err)
	}
	wantContent(t, s, 3, goodsAt(300, 3))
}

// TestDelta_ThatDoesNotLeadThereIsFollowedByTheWholeBook gives the delta of
// another change under the right base.
func TestDelta_ThatDoesNotLeadThereIsFollowedByTheWholeBook(t *testing.T) {
	was := goodsAt(300, 1)
	one := goodsAt(300, 1)
	one.products[7] = goods(7, 9)
	twice := func(yield func(wire.BookLine, error) bool) {
		for range 2 {
			for l, err := range goodsAt(2, 2).since(goodsAt(2, 1)) {
				if !yield(l, err) {
					return
				}
			}
		}
	}
	foreign := goods(0, 2)
	foreign.Price.Currency = [3]byte{'U', 'S', 'D'}
	for name, lines := range map[string]iter.Seq2[wire.BookLine, error]{
		"another change":          one.since(was),
		"nothing":                 was.since(was),
		"a product twice":         twice,
		"a stranger goes":         was.since(goodsAt(301, 1)),
		"an offer without notice": book{offers: []string{"x"}}.lines(),
		"another currency":        book{products: []catalog.Product{foreign}}.lines(),
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir(), Options{})
			m, pieces := edition(t, 1, was)
			if _, err := fetch(t.Context(), s, m, pieces); err != nil {
				t.Fatal(err)
			}
			base := m.Root
			now := goodsAt(300, 2)
			m, pieces = edition(t, 2, now)
			d, more, err := wire.CutDelta(base, false, lines)
			if err != nil {
				t.Fatal(err)
			}
			m.Deltas, pieces = []wire.Delta{d}, append(pieces, more...)
			if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrBook) {
				t.Errorf("got %v, want ErrBook", err)
			}
			wantContent(t, s, 1, was)
			if missing, err := s.Missing(m); cmp.Diff(missing, m.Index) != "" || err != nil {
				t.Errorf("missing: %v, %v, want the index", missing, err)
			}
			if _, err := fetch(t.Context(), s, m, pieces); err != nil {
				t.Error(err)
			}
			wantContent(t, s, 2, now)
		})
	}
}

func TestBook_IsLeftAloneAfterThreeTriesOverRestarts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	putInForce(t, s, 3, 1)
	m, pieces := makeBook(t, 5, 2)
	m.Root = wire.Root{1}
	for n := range inbox.Strikes {
		if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrBook) {
			t.Errorf("try %d: got %v, want ErrBook", n+1, err)
		}
		s.Close()
		s = open(t, dir, Options{})
	}
	if size, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, inbox.ErrAlone) || size > 0 {
		t.Errorf("fetched %d bytes more: got %v, want ErrAlone", size, err)
	}
	wantBook(t, s, 3, 1)
	putInForce(t, s, 4, 3)
}

// TestBook_ATryThatEndsTheProcessCounts lets the count of each try reach the
// disk and nothing after it, as with a book that ends the process.
func TestBook_ATryThatEndsTheProcessCounts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	putInForce(t, s, 3, 1)
	m, pieces := makeBook(t, 5, 2)
	stageAll(t, s, pieces)
	s.Close()
	for n := range inbox.Strikes {
		commits := 0
		s := open(t, dir, Options{Commit: func(_ string, commit func() error) error {
			if commits++; commits > 1 {
				return errDark
			}
			return commit()
		}})
		if err := s.Switch(t.Context(), m); !errors.Is(err, errDark) {
			t.Errorf("try %d: got %v", n+1, err)
		}
		s.Close()
	}
	s = open(t, dir, Options{})
	if err := s.Switch(t.Context(), m); !errors.Is(err, inbox.ErrAlone) {
		t.Errorf("got %v, want ErrAlone", err)
	}
	wantBook(t, s, 3, 1)
}

var errDark = errors.New("the power is gone")

// TestBook_PowerCutAtEachCommitLeavesTheOldOrTheNew cuts the power before and
// after each commit of each way to a new book, then goes on.
func TestBook_PowerCutAtEachCommitLeavesTheOldOrTheNew(t *testing.T) {
	t.Parallel()
	one, two := goodsAt(400, 1), goodsAt(400, 2)
	some := goodsAt(400, 1)
	for i := 0; i < 400; i += 50 {
		some.products[i] = goods(i, 5)
	}
	some.offers = nil
	one, some = one.sheeted(1, 7, 8, 9), some.sheeted(2, 8, 9, 50)
	for name, c := range map[string]struct {
		old []book // one after the other, then
		now book
		by  bool // by delta
	}{
		"the first book":         {nil, one, false},
		"a whole book":           {[]book{one}, two, false},
		"a whole book, a third":  {[]book{one, goodsAt(300, 4)}, two, false},
		"a delta":                {[]book{one}, some, true},
		"back by undoing":        {[]book{one, some}, one, false},
		"back by the spare slot": {[]book{one, two}, one, false},
	} {
		t.Run(name, func(t *testing.T) {
			cuts := 0
			for after := range 2 {
				for n := 1; ; n++ {
					if !bookCutAt(t, n, after == 1, c.old, c.now, c.by) {
						break
					}
					cuts++
				}
			}
			t.Logf("%d cuts", cuts)
		})
	}
}

// bookCutAt reports whether the power was cut at the nth commit.
func bookCutAt(t *testing.T, n int, after bool, old []book, now book, by bool) bool {
	t.Helper()
	dir := t.TempDir()
	armed, commits, dark := false, 0, false
	s := open(t, dir, Options{Commit: func(file string, commit func() error) error {
		if file != CatalogFile || !armed {
			return commit()
		}
		if commits++; dark || commits == n && !after {
			dark = true
			return errDark
		}
		err := commit()
		if commits == n {
			dark = true
			return errors.Join(err, errDark)
		}
		return err
	}})
	s.catalog.Load().NoSync = true
	var was book
	for i, b := range old {
		m, pieces := edition(t, uint64(i)+1, b, append(old, book{})[max(0, i-1)])
		if _, err := fetch(t.Context(), s, m, pieces); err != nil {
			t.Fatal(err)
		}
		was = b
	}
	version := uint64(len(old))
	m, pieces := edition(t, version+1, now)
	if by {
		m, pieces = edition(t, version+1, now, was)
	}
	armed = true
	if _, err := fetch(t.Context(), s, m, pieces); err != nil && !errors.Is(err, errDark) {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dir, Options{})
	defer s.Close()
	s.catalog.Load().NoSync = true
	if got, _ := s.Book(); got.Version == version+1 {
		wantContent(t, s, version+1, now)
		return dark
	}
	wantContent(t, s, version, was)
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Fatalf("cut %d: cannot go on: %v", n, err)
	}
	wantContent(t, s, version+1, now)
	return dark
}

func TestBook_ANewEpochIsNewerWhateverItsVersion(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	putInForce(t, s, 3, 9)
	if err := s.TellSwitch(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	m, pieces := makeBook(t, 4, 7)
	if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrOldBook) {
		t.Errorf("got %v, want ErrOldBook", err)
	}
	m.Epoch = 1
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Fatal(err)
	}
	if err := s.TellSwitch(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dir, Options{})
	m, pieces = makeBook(t, 4, 10)
	if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrOldBook) || !strings.Contains(err.Error(), "7 of epoch 1") {
		t.Errorf("got %v, want ErrOldBook", err)
	}
	wantBook(t, s, 4, 7)
	events := pending(t, s, wire.Control)
	if got := string(events[len(events)-1].Data); got != `{"epoch":1,"version":7,"was":9,"products":4,"offers":1}` {
		t.Errorf("told %s", got)
	}
}

func TestBook_ALineThatRottedIsNoticedAndTheBookFetchedAnew(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	m, pieces := makeBook(t, 300, 1)
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Fatal(err)
	}
	if err := s.catalog.Load().Update(func(tx *bbolt.Tx) error { // a price with another digit
		b := slot(tx, activeSlot(tx)).Bucket(bucketProducts)
		key := number(uint64(product(7)))
		text := strings.Replace(string(b.Get(key)), "0.01 EUR", "0.09 EUR", 1)
		return b.Put(key, []byte(text))
	}); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Sound(); !ok {
		t.Error("the book is not sound before it was read")
	}
	if p, _, err := s.Product(product(7)); !errors.Is(err, errPages) {
		t.Errorf("got a price of %s and %v, want errPages", p.Price, err)
	}
	if _, ok := s.Sound(); ok {
		t.Error("the book is sound though it was found damaged")
	}
	if _, ok, err := s.Product(product(8)); !ok || err != nil {
		t.Errorf("another product: %v, %v, want it until the book is fetched", ok, err)
	}
	if size, err := fetch(t.Context(), s, m, pieces); err != nil || size == 0 {
		t.Errorf("fetched %d bytes: %v", size, err)
	}
	if _, ok := s.Sound(); !ok {
		t.Error("the book is not sound though it is new")
	}
	wantBook(t, s, 300, 1)
	if aside, _ := filepath.Glob(filepath.Join(dir, CatalogFile+".damaged-*")); len(aside) != 1 {
		t.Errorf("%v are kept, want one", aside)
	}
}

func FuzzDelta(f *testing.F) {
	good, _ := json.Marshal(goods(0, 2))
	f.Add([]byte(`{"p":`+string(good)+"}\n"), 3, 1, false)
	f.Add([]byte(`{"p":`+string(good)+`,"s":{"gtin":"`+goods(0, 2).GTIN.String()+"\"}}\n"), 3, 1, false)
	f.Add([]byte(`{"p":`+string(good)+`,"s":{}}`+"\n"), 3, 1, false)
	f.Add([]byte(`{"o":`+offer+"}\n"), 3, 1, true)
	f.Add([]byte(fmt.Sprintf("{\"g\":%q}\n", goods(1, 1).GTIN)), 2, 1, false)
	s := open(f, f.TempDir(), Options{})
	s.catalog.Load().NoSync = true
	base, pieces := makeBook(f, 3, 1)
	if _, err := fetch(f.Context(), s, base, pieces); err != nil {
		f.Fatal(err)
	}
	version := uint64(1)
	f.Fuzz(func(t *testing.T, raw []byte, products, others int, list bool) {
		if len(raw) == 0 || len(raw) > wire.MaxChunkRaw {
			t.Skip()
		}
		version++
		m, _ := oneChunk(version, raw, products, others)
		lines := onePiece(raw)
		m.Deltas = []wire.Delta{{Base: base.Root, Offers: list, Chunks: []wire.Chunk{lines.Chunk}}}
		// No line leads to a root that is its own alone.
		if _, err := fetch(t.Context(), s, m, []wire.Piece{lines}); !errors.Is(err, ErrBook) {
			t.Errorf("got %v, want ErrBook", err)
		}
		wantBook(t, s, 3, 1)
	})
}
