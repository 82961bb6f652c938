package cart_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// memory is a store that forgets nothing and can be full. What it keeps it
// keeps as JSON, as a real one does.
type memory struct {
	mu       sync.Mutex
	products map[gs1.GTIN]catalog.Product
	offers   []offers.Offer
	book     wire.Manifest
	basket   []byte
	seen     map[string]bool
	moves    []stock.Movement
	events   []wire.Event
	fault    error
	takes    time.Duration // of a Do
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

func (m *memory) Basket() (b basket.Basket, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.basket == nil {
		return b, false, nil
	}
	return b, true, json.Unmarshal(m.basket, &b)
}

func (m *memory) Do(ctx context.Context, s journal.Step) error {
	if m.takes > 0 {
		select {
		case <-time.After(m.takes):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.fault != nil:
		return m.fault
	case s.Scan != "" && m.seen[s.Scan]:
		return journal.ErrSeen
	}
	if s.Basket != nil {
		b, err := json.Marshal(s.Basket)
		if err != nil {
			return err
		}
		m.basket = b
	}
	m.seen[s.Scan] = true
	m.moves = append(m.moves, s.Moves...)
	m.events = append(m.events, s.Events...)
	return nil
}

func (m *memory) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

var errFull = errors.New("no space left on device")

const (
	berries  gs1.GTIN = 4006381333931
	milk     gs1.GTIN = 9520001100376
	bread    gs1.GTIN = 9520001100406
	recalled gs1.GTIN = 5901234123457
	apples   gs1.GTIN = 2112345000008 // by weight: 21, item 12345
	absent   gs1.GTIN = 4012345678901
)

// shop is a small price book.
func shop() *memory {
	eur := func(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }
	m := &memory{seen: map[string]bool{}, products: map[gs1.GTIN]catalog.Product{}}
	for _, p := range []catalog.Product{
		{GTIN: berries, Name: "Strawberries", Price: eur(249)},
		{GTIN: milk, Name: "Milk", Price: eur(119), Recalled: []string{"BAD1"}},
		{GTIN: bread, Name: "Bread", Price: eur(119)},
		{GTIN: recalled, Name: "Minced beef", Price: eur(499), Recalled: []string{"*"}},
		{GTIN: apples, Name: "Apples", Price: eur(299), Sold: catalog.PerKilogram},
	} {
		m.products[p.GTIN] = p
	}
	m.book = wire.Manifest{Version: 1, Currency: "EUR"}
	m.offers = []offers.Offer{{
		ID: "berries", Name: offers.Text{"en": "Berry week"}, Layer: offers.LayerMultibuy,
		Rewards: []offers.Reward{{Type: offers.GroupDeal, Price: 400, Groups: []offers.Group{
			{Quantity: 3, Select: &offers.Select{GTINs: []string{berries.String()}}},
		}}},
	}}
	return m
}

func layouts(t testing.TB) []gs1.Layout {
	t.Helper()
	l, err := gs1.ParseLayout("21IIIIIWWWWWC")
	if err != nil {
		t.Fatal(err)
	}
	return []gs1.Layout{l}
}

func ean(g gs1.GTIN) scanner.Symbol { return scanner.Symbol{Format: "EAN_13", Text: g.EAN()} }

func elements(text string) scanner.Symbol {
	return scanner.Symbol{Format: "CODE_128", Text: text, GS1: true}
}

// portion is the number that the shop's scale prints.
func portion(grams int64) scanner.Symbol {
	n := uint64(211234500000) + uint64(grams)
	return ean(gs1.GTIN(n*10 + uint64(gs1.CheckDigit(n))))
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
