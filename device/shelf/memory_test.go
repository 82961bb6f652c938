package shelf_test

import (
	"context"
	"errors"
	"maps"
	"sync"
	"testing"
	"time"

	"endcap/device/intake"
	"endcap/device/shelf"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// memory is a store that forgets nothing and can be full.
type memory struct {
	mu       sync.Mutex
	products map[gs1.GTIN]catalog.Product
	offers   []offers.Offer
	book     wire.Manifest
	seen     map[string]bool
	moves    []stock.Movement
	events   []wire.Event
	fault    error
}

func (m *memory) Product(g gs1.GTIN) (catalog.Product, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.products[g]
	return p, ok, nil
}

func (m *memory) Offers() ([]offers.Offer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.offers, nil
}

func (m *memory) Book() (wire.Manifest, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.book, m.book.Version > 0
}

func (m *memory) OnHand(place string, g gs1.GTIN) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := int64(0)
	for _, mv := range m.moves {
		if mv.Place == place && mv.GTIN == g {
			n += mv.Quantity
		}
	}
	return n, nil
}

func (m *memory) Do(_ context.Context, s journal.Step) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.fault != nil:
		return m.fault
	case s.Scan != "" && m.seen[s.Scan]:
		return journal.ErrSeen
	}
	m.seen[s.Scan] = true
	m.moves = append(m.moves, s.Moves...)
	m.events = append(m.events, s.Events...)
	return nil
}

// set changes the store as somebody else would.
func (m *memory) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

// told counts the events of a type.
func (m *memory) told(t wire.Type) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, e := range m.events {
		if e.Type == t {
			n++
		}
	}
	return n
}

func (m *memory) reprice(g gs1.GTIN, minor int64) {
	m.set(func() {
		p := m.products[g]
		p.Price.Minor = minor
		m.products[g] = p
		m.book.Version++
	})
}

var (
	errFull = errors.New("no space left on device")
	noon    = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

const (
	berries gs1.GTIN = 4006381333931
	milk    gs1.GTIN = 9520001100376
	bread   gs1.GTIN = 9520001100406 // has no place
	absent  gs1.GTIN = 4012345678901
)

// shop is a small price book with an offer on berries.
func shop() *memory {
	eur := func(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }
	m := &memory{seen: map[string]bool{}, products: map[gs1.GTIN]catalog.Product{}}
	for _, p := range []catalog.Product{
		{GTIN: berries, Name: "Strawberries", Price: eur(249)},
		{GTIN: milk, Name: "Milk", Price: eur(119), Recalled: []string{"BAD1"}},
		{GTIN: bread, Name: "Bread", Price: eur(119)},
	} {
		m.products[p.GTIN] = p
	}
	m.book = wire.Manifest{Version: 1, Currency: "EUR", Link: "https://id.example.com"}
	m.offers = []offers.Offer{{
		ID: "berries", Name: offers.Text{"en": "Berry week"}, Layer: offers.LayerMultibuy,
		Rewards: []offers.Reward{{Type: offers.GroupDeal, Price: 400, Groups: []offers.Group{
			{Quantity: 3, Select: &offers.Select{GTINs: []string{berries.String()}}},
		}}},
	}}
	return m
}

func ean(g gs1.GTIN) scanner.Symbol { return scanner.Symbol{Format: "EAN_13", Text: g.EAN()} }

func scanned(t testing.TB, m *memory, sym scanner.Symbol) shelf.Scanned {
	t.Helper()
	thing, err := intake.Read(sym, nil, noon, m.Product)
	if err != nil {
		t.Fatal(err)
	}
	return shelf.Scanned{Thing: thing}
}

func bookChanged(t testing.TB, m *memory) shelf.BookChanged {
	t.Helper()
	set, err := offers.Compile(money.Currency{'E', 'U', 'R'}, m.offers)
	if err != nil {
		t.Fatal(err)
	}
	return shelf.BookChanged{Book: m.book.Version, Link: m.book.Link, Offers: set, Products: maps.Clone(m.products)}
}
