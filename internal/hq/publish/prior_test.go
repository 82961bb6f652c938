package publish

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

const (
	milk gs1.GTIN = 9520001100376
	ham  gs1.GTIN = 9520001100741
)

// lawShop is a store whose books are published day by day.
type lawShop struct {
	t     *testing.T
	l     *ledger.Ledger
	key   ed25519.PrivateKey
	rule  catalog.PriorRule
	begin time.Time
	hours *Hours
	// change, if not nil, changes each product that is published.
	change func(*catalog.Product)
}

func newLawShop(t *testing.T) *lawShop {
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	return &lawShop{t: t, l: l, key: key, begin: time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC)}
}

func (s *lawShop) day(n int) time.Time { return s.begin.AddDate(0, 0, n) }

// publish publishes milk, and ham where it has a price, on a day.
func (s *lawShop) publish(day int, milkPrice, hamPrice int64, list ...offers.Offer) (wire.Manifest, error) {
	s.t.Helper()
	eur := money.Currency{'E', 'U', 'R'}
	b := Book{Offers: list, Prior: s.rule, Hours: s.hours, Products: []catalog.Product{
		{GTIN: milk, Name: "Milk", Category: []string{"fresh", "dairy"}, Price: money.New(milkPrice, eur)},
	}}
	if hamPrice > 0 {
		b.Products = append(b.Products, catalog.Product{GTIN: ham, Name: "Ham", Price: money.New(hamPrice, eur), Sold: catalog.PerKilogram})
	}
	for i := range b.Products {
		if s.change != nil {
			s.change(&b.Products[i])
		}
	}
	return Publish(s.t.Context(), s.l, s.key, "demo", "berlin-1", b, s.day(day))
}

// product returns one as the newest book has it.
func (s *lawShop) product(g gs1.GTIN) catalog.Product {
	s.t.Helper()
	kept, err := s.l.Books(s.t.Context(), "demo", "berlin-1", 1)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := readText(s.t.Context(), s.l, kept[0])
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := text.book()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range b.Products {
		if p.GTIN == g {
			return p
		}
	}
	s.t.Fatalf("no product %s", g)
	return catalog.Product{}
}

// off announces so much off milk, from day to day.
func (s *lawShop) off(id string, percent money.Percent, from, to int) offers.Offer {
	return offers.Offer{
		ID: id, Name: offers.Text{"en": id}, AnnounceReduction: true, Valid: offers.Period{From: s.day(from), To: s.day(to)},
		Rewards: []offers.Reward{{Type: offers.PercentOff, Scope: offers.PerUnit, Percent: percent, Select: &offers.Select{GTINs: []string{milk.String()}}}},
	}
}

func must(t *testing.T, m wire.Manifest, err error) wire.Manifest {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPublish_TellsThePriorPriceOfWhatIsAnnounced(t *testing.T) {
	s := newLawShop(t)
	m, err := s.publish(0, 119, 1990)
	must(t, m, err)
	m, err = s.publish(20, 129, 1990)
	must(t, m, err)
	deal := s.off("milk-20", 200_000, 40, 47)
	m, err = s.publish(39, 139, 1990, deal)
	must(t, m, err)
	if p := s.product(milk); p.Prior != 119 || !p.PriorUntil.IsZero() {
		t.Errorf("milk has the prior price %d until %s, want 119, the lowest of 30 days", p.Prior, p.PriorUntil)
	}
	if p := s.product(ham); p.Prior != 0 {
		t.Errorf("ham, of which nothing is announced, has the prior price %d", p.Prior)
	}
	m, err = s.publish(44, 139, 1990, deal)
	must(t, m, err)
	if p := s.product(milk); p.Prior != 119 {
		t.Errorf("published again within the reduction, the prior price is %d", p.Prior)
	}
	// A second reduction soon after the first is measured by the first.
	m, err = s.publish(50, 139, 1990, s.off("milk-10", 100_000, 55, 60))
	must(t, m, err)
	if p := s.product(milk); p.Prior != 111 {
		t.Errorf("after a week at 1.11 the prior price is %d", p.Prior)
	}
	m, err = s.publish(61, 139, 1990)
	must(t, m, err)
	if p := s.product(milk); p.Prior != 0 {
		t.Errorf("with nothing announced the prior price is %d", p.Prior)
	}
}

func TestPublish_RefusesAReductionThatTheLogDoesNotReachBackFor(t *testing.T) {
	s := newLawShop(t)
	deal := s.off("milk-20", 200_000, 25, 32)
	m, err := s.publish(0, 129, 1990)
	must(t, m, err)
	_, err = s.publish(10, 129, 1990, s.off("never-mind", 100_000, 60, 61), deal)
	u, ok := errors.AsType[Unproven](err)
	if !ok {
		t.Fatalf("got %v, want Unproven", err)
	}
	file := "{\n \"offers\": [{},\n  {\"id\": \"milk-20\",\n   \"announce_reduction\": true}]}"
	told := u.In("deals.json", []byte(file))
	for _, want := range []string{"4:26: offers[1].announce_reduction: offer milk-20", "5 of the days", "product 09520001100376 (Milk)", "begin it on 2027-01-31", "endcap-hq prices --add"} {
		if !errors.Is(told, ErrFile) || !strings.Contains(told.Error(), want) {
			t.Errorf("not told: %q\n%v", want, told)
		}
	}
	if kept, err := s.l.Books(t.Context(), "demo", "berlin-1", 9); err != nil || len(kept) != 1 {
		t.Errorf("%d books are kept (%v), want the one before", len(kept), err)
	}
	// Goods that spoil are exempt where the state has that option.
	s.rule.Perishable = []string{"fresh/dairy"}
	m, err = s.publish(10, 129, 1990, deal)
	must(t, m, err)
	if p := s.product(milk); p.Prior != 129 {
		t.Errorf("milk, which spoils, has the prior price %d, want the one before", p.Prior)
	}
}

func TestPublish_TakesPricesOfBeforeTheLog(t *testing.T) {
	s := newLawShop(t)
	was := []ledger.PriceChange{{GTIN: milk, Price: catalog.Price{Since: s.day(-60), Minor: 125, Kind: catalog.Listed}}}
	if err := s.l.AddPrices(t.Context(), "demo", "berlin-1", was); err != nil {
		t.Fatal(err)
	}
	m, err := s.publish(0, 129, 0, s.off("milk-20", 200_000, 0, 7))
	must(t, m, err)
	if p := s.product(milk); p.Prior != 125 {
		t.Errorf("the prior price is %d, want that of before", p.Prior)
	}
}

func TestPublish_LogsChangesOnlyAndWhatIsPlanned(t *testing.T) {
	s := newLawShop(t)
	deal := s.off("milk-20", 200_000, 40, 47)
	for _, day := range []int{0, 1, 2, 30} {
		m, err := s.publish(day, 130, 1990, deal)
		must(t, m, err)
	}
	m, err := s.publish(31, 130, 0, deal)
	must(t, m, err)
	log, err := s.l.Prices(t.Context(), "demo", "berlin-1")
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.PriceLog{
		{Since: s.day(0), Minor: 130, Kind: catalog.Listed}, {Since: s.day(40), Minor: 104, Kind: catalog.Announced}, {Since: s.day(47), Minor: 130, Kind: catalog.Listed},
	}
	got := log.Of(milk)
	if len(got) != len(want) || !log.Began.Equal(s.day(0)) {
		t.Fatalf("milk has cost %v since %s, want %v", got, log.Began, want)
	}
	for i := range want {
		if !got[i].Since.Equal(want[i].Since) || got[i].Minor != want[i].Minor || got[i].Kind != want[i].Kind {
			t.Errorf("milk has cost %v, want %v", got[i], want[i])
		}
	}
	if got := log.Of(ham); len(got) != 2 || got[1].Kind != catalog.NotSold || !got[1].Since.Equal(s.day(31)) {
		t.Errorf("ham, which is gone, has cost %v", got)
	}
	// The offer is taken back before it begins: it has never been a price.
	m, err = s.publish(32, 130, 0)
	must(t, m, err)
	if log, err = s.l.Prices(t.Context(), "demo", "berlin-1"); err != nil || len(log.Of(milk)) != 1 {
		t.Errorf("milk has cost %v, %v", log.Of(milk), err)
	}
}

func TestPublish_EndsAPriorPriceWhereAnotherBegins(t *testing.T) {
	s := newLawShop(t)
	m, err := s.publish(0, 130, 0)
	must(t, m, err)
	m, err = s.publish(39, 130, 0, s.off("milk-10", 100_000, 40, 47), s.off("milk-20", 200_000, 50, 57))
	must(t, m, err)
	if p := s.product(milk); p.Prior != 130 || !p.PriorUntil.Equal(s.day(50)) {
		t.Errorf("prior price %d until %s, want 130 until the second reduction, whose own is 117", p.Prior, p.PriorUntil)
	}
}

func TestPublish_LeavesOutOffersOfOtherStores(t *testing.T) {
	s := newLawShop(t)
	here, there := s.off("here", 100_000, 40, 47), s.off("there", 200_000, 0, 1)
	here.AnnounceReduction = false
	here.Stores, there.Stores = []string{"berlin-2", "berlin-1"}, []string{"berlin-2"}
	m, err := s.publish(0, 130, 0, here, there)
	if must(t, m, err).Offers != 1 {
		t.Errorf("%d offers are in the book, want the one for this store", m.Offers)
	}
}
