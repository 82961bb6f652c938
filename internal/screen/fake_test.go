package screen

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"
	"time"

	"endcap/device"
	"endcap/device/cart"
	"endcap/device/label"
	"endcap/device/shelf"
	"endcap/offers/money"
	"endcap/offers/shopper"
	"endcap/scanner/gs1"
)

func eur(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }

// fakeCart is a basket of pieces at one price each.
type fakeCart struct {
	device.Latest[cart.View]
	fail error // what Remove and Pay return
	paid int   // how often it was paid
}

func (c *fakeCart) View() cart.View { return c.Get() }

func (c *fakeCart) Remove(_ context.Context, basket string, n int, quantity int64) error {
	v := c.Get()
	switch {
	case c.fail != nil:
		return c.fail
	case basket != v.Basket:
		return c.stale(v)
	}
	i := slices.IndexFunc(v.Lines, func(l cart.ViewLine) bool { return l.Number == n })
	if i < 0 || v.Lines[i].Quantity < quantity {
		return fmt.Errorf("cart: remove %d of line %d: there is not so much of it", quantity, n)
	}
	v.Lines = slices.Clone(v.Lines)
	v.Notice, v.Bad = "Put back: "+v.Lines[i].Name, false
	if v.Lines[i].Quantity -= quantity; v.Lines[i].Quantity == 0 {
		v.Lines = slices.Delete(v.Lines, i, i+1)
	}
	c.Set(summed(v))
	return nil
}

func (c *fakeCart) Pay(_ context.Context, basket string, total money.Amount) error {
	v := c.Get()
	switch {
	case c.fail != nil:
		return c.fail
	case v.Closed != nil && basket == v.Closed.Basket && total == v.Closed.Total:
		return nil
	case basket != v.Basket || total != v.Due:
		return c.stale(v)
	}
	c.paid++
	pieces := int64(0)
	for _, l := range v.Lines {
		pieces += l.Quantity
	}
	c.Set(cart.View{
		Basket: v.Basket + "+", Total: eur(0), Due: eur(0), Subtotal: eur(0), Saved: eur(0), Book: v.Book,
		Closed: &cart.Paid{Basket: v.Basket, Total: v.Due, Saved: v.Saved, Pieces: pieces},
	})
	return nil
}

func (c *fakeCart) Withdraw(_ context.Context, basket, code string) error {
	v := c.Get()
	if c.fail != nil || basket != v.Basket {
		return cmp.Or(c.fail, cart.ErrStale)
	}
	v.Coupons = slices.DeleteFunc(slices.Clone(v.Coupons), func(o cart.ViewCoupon) bool { return o.Code == code })
	c.Set(v)
	return nil
}

func (c *fakeCart) SignOut(context.Context) error {
	v := c.Get()
	v.Member, v.Public, v.Personal = false, false, ""
	c.Set(v)
	return c.fail
}

func (c *fakeCart) Public(_ context.Context, public bool) error {
	v := c.Get()
	v.Public = public
	c.Set(v)
	return c.fail
}

// stale refuses as the controller does.
func (c *fakeCart) stale(v cart.View) error {
	v.Notice, v.Bad = "The basket has changed meanwhile. Please look at it again.", true
	c.Set(v)
	return cart.ErrStale
}

// summed adds the lines up.
func summed(v cart.View) cart.View {
	v.Subtotal, v.Saved, v.Total, v.Deposit = eur(0), eur(0), eur(0), eur(0)
	for i := range v.Lines {
		l := &v.Lines[i]
		l.Gross = eur(l.Each.Minor * l.Quantity)
		if l.Grams > 0 {
			l.Gross = eur((l.Each.Minor*l.Grams + 500) / 1000)
		}
		l.Net = l.Gross
		for _, r := range l.Reasons {
			l.Net.Minor -= r.Saved.Minor
		}
		v.Subtotal.Minor += l.Gross.Minor
		v.Total.Minor += l.Net.Minor + l.Deposit.Minor
		v.Deposit.Minor += l.Deposit.Minor
	}
	v.Due = v.Total
	v.Due.Minor -= v.Burned
	v.Saved.Minor = v.Subtotal.Minor + v.Deposit.Minor - v.Total.Minor
	return v
}

// groceries is a basket with one of everything a line can have.
func groceries() cart.View {
	return summed(cart.View{
		Basket: "cart-07-000012", Book: 12, At: time.Date(2027, 1, 15, 14, 5, 9, 0, time.UTC), Newest: 4,
		Lines: []cart.ViewLine{
			{Number: 1, GTIN: 4006381333931, Name: "Spaghetti n° 5, 500 g", Quantity: 3, Each: eur(179), Reasons: []cart.ViewReason{{Offer: "pasta-3", Name: "Pasta days", Text: "3 for 4.00 EUR", Saved: eur(137)}}},
			{Number: 2, GTIN: 2000001000007, Name: "Gouda, aged 12 months", Quantity: 1, Grams: 734, Each: eur(1490), Lot: "G4411", Expiry: gs1.Date{Year: 2027, Month: time.February, Day: 3}},
			{Number: 4, GTIN: 9501101530003, Name: "Whole milk 3.8 %, 1 l", Quantity: 2, Each: eur(149), Lot: "L-20270109/B", Expiry: gs1.Date{Year: 2027, Month: time.January, Day: 22}},
			{Number: 5, GTIN: 4012345678901, Name: "Ground coffee, dark roast, 500 g", Quantity: 1, Each: eur(699), Reasons: []cart.ViewReason{{Offer: "coffee-20", Name: "Coffee week", Text: "20% off each", Saved: eur(140)}, {Offer: "loyal", Text: "Your member price", Saved: eur(30)}}},
			{Number: 6, GTIN: 5449000000996, Name: "Vine tomatoes, 400 g", Quantity: 1, Each: eur(249), Lot: "TM77", Expiry: gs1.Date{Year: 2027, Month: time.January, Day: 19}},
		},
	})
}

// guest is groceries of a shopper who is known, with coupons, deposits and a
// price that staff set.
func guest() cart.View {
	v := groceries()
	v.Member, v.Personal, v.Earned, v.Burned = true, "This price was personalised on the basis of automated decision-making.", 120, 100
	v.Hints = []cart.ViewHint{{Offer: "milk-3", Name: "Milk trio", Units: 1, Of: "Whole milk 3.8 %, 1 l", Saves: eur(49)}}
	v.Suggestions = []cart.ViewSuggestion{
		{Name: "Butter, 250 g", Why: shopper.IsDue, Offer: "20 % off"},
		{Name: "Dark rye", Why: shopper.Recommended},
		{Name: "Brie", Why: shopper.Favourite, Offer: "2 for 5.00 EUR"},
		{Name: "Pesto", Why: shopper.Together, With: "Spaghetti n° 5, 500 g"},
	}
	v.Gifts = []cart.ViewGift{{Name: "A mug with coffee", Quantity: 1}}
	v.Vouchers = []cart.ViewVoucher{{Name: "See you again", Amount: eur(200), Days: 14}}
	v.Coupons = []cart.ViewCoupon{{Code: "COFFEE-20", Offer: "Coffee week"}, {Code: "9912345678906", Why: "1 more piece is needed"}}
	v.Lines[2].Deposit = eur(30)
	v.Lines[4].Each, v.Lines[4].Set = eur(150), "squashed"
	return summed(v)
}

func newFakeCart(v cart.View) *fakeCart {
	c := &fakeCart{}
	c.Set(v)
	return c
}

// fakeShelf is a shelf whose labels show a black bar on white.
type fakeShelf struct {
	device.Latest[shelf.View]
	pictures map[string][]byte
	found    []string
	fail     error
}

func (s *fakeShelf) View() shelf.View { return s.Get() }

func (s *fakeShelf) LabelPNG(id string) ([]byte, bool) {
	b, ok := s.pictures[id]
	return b, ok
}

func (s *fakeShelf) Find(_ context.Context, id string) error {
	s.found = append(s.found, id)
	return s.fail
}

func newFakeShelf(t testing.TB) *fakeShelf {
	t.Helper()
	s := &fakeShelf{pictures: map[string][]byte{"esl-1": bar(t, 296, 128), "esl-2": bar(t, 250, 122)}}
	s.Set(shelf.View{Book: 12, At: time.Date(2027, 1, 15, 14, 5, 9, 0, time.UTC), Labels: []shelf.ViewLabel{
		{Facts: label.Facts{ID: "esl-1", GTIN: 4006381333931, Name: "Spaghetti n° 5, 500 g", Price: eur(179), Book: 12}, Place: "A3-1", OnHand: 24, Shown: time.Date(2027, 1, 15, 13, 59, 58, 0, time.UTC)},
		{Facts: label.Facts{ID: "esl-2", GTIN: 2000001000007, Name: "Gouda, aged 12 months", Price: eur(1490), Per: "kg", Book: 12}, Place: "A3-2", OnHand: 12400, Shown: time.Date(2027, 1, 15, 13, 59, 51, 0, time.UTC)},
		{Facts: label.Facts{ID: "esl-3", GTIN: 9501101530003, Name: "Whole milk 3.8 %, 1 l", Price: eur(149), Book: 11}, Place: "A3-3", OnHand: 1, Fault: "label esl-3: show on spi0.0: the panel stays busy; check its cable"},
	}})
	return s
}

func bar(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black})
	for x := range w {
		for y := range h / 4 {
			img.SetColorIndex(x, y, 1)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
