package screen

import (
	"strings"

	"endcap/device/cart"
	"endcap/offers/shopper"
	"endcap/scanner/gs1"
)

// hostile is a basket whose every text means harm or asks for room.
func hostile() cart.View {
	const script = `<script>alert(1)</script>`
	return summed(cart.View{
		Basket: `"><script>alert(2)</script>`, Notice: script + " javascript:alert(1)", Bad: true, Member: true, Personal: script,
		Suggestions: []cart.ViewSuggestion{{Name: script, Why: shopper.Together, With: script, Offer: script}, {Name: script, Why: script}},
		Hints:       []cart.ViewHint{{Name: script, Units: 1, Of: script, Saves: eur(1)}}, Gifts: []cart.ViewGift{{Name: script, Quantity: 2}}, Vouchers: []cart.ViewVoucher{{Name: script, Amount: eur(1), Days: 1}},
		Coupons: []cart.ViewCoupon{{Code: `"><script>alert(5)</script>`, Offer: script}, {Code: strings.Repeat("W", 90)}},
		Lines: []cart.ViewLine{
			{Number: 1, Name: script, Quantity: 1, Each: eur(100), Lot: `" onmouseover="alert(3)`},
			{Number: 2, Name: strings.Repeat("Donaudampfschifffahrtsgesellschaft", 9), Quantity: 987654, Each: eur(99999), Lot: "LLLLLLLLLLLLLLLLLLLL", Expiry: gs1.Date{Year: 2049, Month: 12, Day: 31}},
			{Number: 3, Name: "חלב טרי 3% 1 ליטר (תוצרת הארץ)", Quantity: 2, Each: eur(690), Reasons: []cart.ViewReason{{Text: "قسيمة خصم \u202e EUR 4.00", Saved: eur(100)}}},
			{Number: 4, Name: "", Quantity: 1, Each: eur(1), Set: script, Reasons: []cart.ViewReason{{Name: script, Text: script, Saved: eur(1)}}},
		},
	})
}
