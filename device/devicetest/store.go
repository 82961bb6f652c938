package devicetest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Store is the store of a cart or a shelf in memory. It forgets nothing, and
// can be slow and full. Change its fields in Change while somebody uses it.
type Store struct {
	mu       sync.Mutex
	Products map[gs1.GTIN]catalog.Product
	Deals    []offers.Offer
	Pairs    map[gs1.GTIN][]gs1.GTIN // what is often bought with a product
	Manifest wire.Manifest
	Kept     []byte // the basket as JSON, as a real store keeps it; nil before the first
	Moves    []stock.Movement
	Events   []wire.Event
	Quotas   quota.Book // what was granted
	Points   []points.Entry
	Fault    error         // of every Do
	Takes    time.Duration // of every Do
	seen     map[string]bool
}

// ErrFull is a Fault for a Store.
var ErrFull = errors.New("no space left on device")

// Products of a Shop, and one that it does not know.
const (
	Berries  gs1.GTIN = 4006381333931 // 3 for 4.00 EUR
	Milk     gs1.GTIN = 9520001100376 // lot BAD1 is recalled
	Bread    gs1.GTIN = 9520001100406
	Recalled gs1.GTIN = 5901234123457
	Apples   gs1.GTIN = 2112345000008 // by weight: 21, item 12345
	Oil      gs1.GTIN = 9520001141072 // by the litre
	Absent   gs1.GTIN = 4012345678901
)

// Coupon is the code of a coupon that takes 0.50 EUR off one Bread. Members
// pay 0.10 EUR less for each.
const Coupon = "BREAD-50"

// Shop returns a store with a small price book.
func Shop() *Store {
	eur := func(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }
	return &Store{
		seen: map[string]bool{},
		Products: map[gs1.GTIN]catalog.Product{
			Berries:  {GTIN: Berries, Name: "Strawberries", Price: eur(249)},
			Milk:     {GTIN: Milk, Name: "Milk", Price: eur(119), Recalled: []string{"BAD1"}},
			Bread:    {GTIN: Bread, Name: "Bread", Price: eur(119)},
			Recalled: {GTIN: Recalled, Name: "Minced beef", Price: eur(499), Recalled: []string{"*"}},
			Apples:   {GTIN: Apples, Name: "Apples", Price: eur(299), Sold: catalog.PerKilogram},
			Oil:      {GTIN: Oil, Name: "Olive oil", Price: eur(800), Sold: catalog.PerLitre},
		},
		Manifest: wire.Manifest{Version: 1, Currency: "EUR", Link: "https://id.example.com"},
		Deals: []offers.Offer{{
			ID: "berries", Name: offers.Text{"en": "Berry week"}, Layer: offers.LayerMultibuy,
			Rewards: []offers.Reward{{Type: offers.GroupDeal, Price: 400, Groups: []offers.Group{
				{Quantity: 3, Select: &offers.Select{GTINs: []string{Berries.String()}}},
			}}},
		}, {
			ID: "bread-coupon", Name: offers.Text{"en": "Fifty cents off bread"},
			Conditions: []offers.Condition{{Type: offers.Coupon, Codes: []string{Coupon}}},
			Rewards: []offers.Reward{{
				Type: offers.AmountOff, Scope: offers.PerUnit, Amount: 50, MaxUnits: 1,
				Select: &offers.Select{GTINs: []string{Bread.String()}},
			}},
		}, {
			ID: "member-bread", Name: offers.Text{"en": "Member bread"},
			Conditions: []offers.Condition{{Type: offers.Member}},
			Rewards: []offers.Reward{{
				Type: offers.AmountOff, Scope: offers.PerUnit, Amount: 10,
				Select: &offers.Select{GTINs: []string{Bread.String()}},
			}},
		}},
	}
}

// Product returns the product in the price book.
func (s *Store) Product(g gs1.GTIN) (catalog.Product, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.Products[g]
	return p, ok, nil
}

// Sheet tells the Pairs and nothing else.
func (s *Store) Sheet(g gs1.GTIN) (catalog.Sheet, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return catalog.Sheet{GTIN: g, Together: s.Pairs[g]}, s.Pairs[g] != nil, nil
}

// Offers returns the Deals.
func (s *Store) Offers() ([]offers.Offer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Deals, nil
}

// Book returns the Manifest.
func (s *Store) Book() (wire.Manifest, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Manifest, s.Manifest.Version > 0
}

// Basket returns the basket as it was stored last.
func (s *Store) Basket() (b basket.Basket, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Kept == nil {
		return b, false, nil
	}
	return b, true, json.Unmarshal(s.Kept, &b)
}

// Left returns what is left of the Quotas.
func (s *Store) Left(now time.Time) []quota.Left {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Quotas.Left(now)
}

// Coupon asks the Quotas.
func (s *Store) Coupon(now time.Time, offer string, serial int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Quotas.Coupon(now, offer, serial)
}

// OnHand adds up the movements of a product at a place.
func (s *Store) OnHand(place string, g gs1.GTIN) (n int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.Moves {
		if m.Place == place && m.GTIN == g {
			n += m.Quantity
		}
	}
	return n, nil
}

// Do stores a step, or refuses it with the Fault, journal.ErrSeen or
// journal.ErrSpent.
func (s *Store) Do(ctx context.Context, step journal.Step) error {
	if s.Takes > 0 {
		select {
		case <-time.After(s.Takes):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.Fault != nil:
		return s.Fault
	case step.Scan != "" && s.seen[step.Scan]:
		return journal.ErrSeen
	}
	if len(step.Uses) > 0 && s.Quotas.Spend(step.At, step.Uses...) != nil {
		return journal.ErrSpent
	}
	if step.Basket != nil {
		b, err := json.Marshal(step.Basket)
		if err != nil {
			return err
		}
		s.Kept = b
	}
	s.seen[step.Scan] = true
	s.Moves = append(s.Moves, step.Moves...)
	s.Points = append(s.Points, step.Points...)
	s.Events = append(s.Events, step.Events...)
	return nil
}

// Change changes the store as somebody else would.
func (s *Store) Change(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// Reprice publishes a price book with another price for one product.
func (s *Store) Reprice(g gs1.GTIN, minor int64) {
	s.Change(func() {
		p := s.Products[g]
		p.Price.Minor = minor
		s.Products[g] = p
		s.Manifest.Version++
	})
}

// Told counts the events of a type.
func (s *Store) Told(t wire.Type) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.Events {
		if e.Type == t {
			n++
		}
	}
	return n
}
