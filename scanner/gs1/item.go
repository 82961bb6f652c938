package gs1

import "time"

// Item is what the data on one thing says, in the terms of a shop. A field
// that the data does not carry is zero.
type Item struct {
	// GTIN identifies the product. For variable-measure numbers of restricted
	// circulation it is the number with its measure digits set to zero (its
	// catalogue number); see Layout. It is zero for what is no product.
	GTIN GTIN `json:"gtin,omitzero"`
	// Lot is AI 10, Serial AI 21, Variant AI 22.
	Lot     string `json:"lot,omitempty"`
	Serial  string `json:"serial,omitempty"`
	Variant string `json:"variant,omitempty"`
	// Expiry is AI 17 or the day of AI 7003, the earlier one where both are
	// there; BestBefore AI 15, SellBy AI 16, Packed AI 13, Produced AI 11 or the
	// day of AI 8008.
	Expiry     Date `json:"expiry,omitzero"`
	BestBefore Date `json:"best_before,omitzero"`
	SellBy     Date `json:"sell_by,omitzero"`
	Packed     Date `json:"packed,omitzero"`
	Produced   Date `json:"produced,omitzero"`
	// ExpiryTime is the time of day of AI 7003 at which Expiry is over, "14:30"
	// in the time of the shop; "" where it is the end of the day.
	ExpiryTime string `json:"expiry_time,omitempty"`
	// Grams is the net weight (AIs 310n, 320n and 356n, or a weight in a
	// variable-measure number), rounded half up to whole grams; the exact value
	// stays in the elements, see Measure.
	Grams int64 `json:"grams,omitempty"`
	// Millilitres is the net volume in litres (AI 315n), Millimetres the length
	// in metres (AI 311n) of what is sold by them, rounded half up.
	Millilitres int64 `json:"millilitres,omitempty"`
	Millimetres int64 `json:"millimetres,omitempty"`
	// Price is an amount printed in the code itself (AIs 392n and 393n, or a
	// price in a variable-measure number), in minor units, rounded half up: of
	// Currency, or where that is zero of the shop's own currency, which is then
	// held to have two decimals. Printed is the amount with the decimals that
	// the code tells; it is zero where it tells none.
	Price    int64    `json:"price,omitempty"`
	Printed  Decimal  `json:"printed,omitzero"`
	Currency Currency `json:"currency,omitzero"`
	// Count is AI 30, or the pieces in a variable-measure number.
	Count int64 `json:"count,omitempty"`
	// Issue is the issue of a periodical, from the add-on of its symbol.
	Issue string `json:"issue,omitempty"`
	// Voucher is a coupon or a refund receipt, which is no product: AI 255
	// (ParseGCN), 8110 (ParseCoupon) or 8112 (ParsePositiveOffer), or the digits
	// of an EAN/UPC of such a class as AI 01.
	Voucher Element `json:"voucher,omitzero"`
	// Link is the address itself when the data came as a Digital Link.
	Link string `json:"link,omitempty"`
}

// LastDay returns the last day on which the item may be sold: the earliest of
// expiry, sell-by and best-before that it carries, or the zero Date.
func (it Item) LastDay() Date {
	last := it.Expiry
	for _, d := range []Date{it.SellBy, it.BestBefore} {
		if d != (Date{}) && (last == (Date{}) || d.Before(last)) {
			last = d
		}
	}
	return last
}

// Over reports whether the last day of the item is past at now, or its expiry
// time on that day, both in the zone of now. An item without a date is never
// over.
func (it Item) Over(now time.Time) bool {
	last, today := it.LastDay(), DateOf(now)
	if last == (Date{}) {
		return false
	}
	return last.Before(today) || it.Expiry == today && it.ExpiryTime != "" && now.Format("15:04") >= it.ExpiryTime
}

// take adds what one element says. Of several values of one AI the first
// counts; the parser has proved that they are equal.
func (it *Item) take(el Element, year int) {
	switch el.AI {
	case AIGTIN:
		if g, err := ParseGTIN(el.Value); err == nil && it.GTIN == 0 {
			it.GTIN = g
		}
	case AILot:
		it.Lot = el.Value
	case AISerial:
		it.Serial = el.Value
	case AIVariant:
		it.Variant = el.Value
	case AIExpiry, AIExpiryTime:
		d, clock, _ := dateIn(el, year)
		if it.Expiry == (Date{}) || d.Before(it.Expiry) || d == it.Expiry && clock != "" {
			it.Expiry, it.ExpiryTime = d, clock
		}
	case AIBestBefore:
		it.BestBefore = readDate(el.Value, year)
	case AISellBy:
		it.SellBy = readDate(el.Value, year)
	case AIPacked:
		it.Packed = readDate(el.Value, year)
	case AIProduced:
		it.Produced = readDate(el.Value, year)
	case aiProducedTime:
		if it.Produced == (Date{}) {
			it.Produced, _, _ = dateIn(el, year)
		}
	case aiGCN, aiCoupon, aiPositiveOffer:
		it.Voucher = el
	case AISSCC, AIContent, AICount, aiContentCount, aiPoints, aiMaxTempF, aiMinTempC:
	}
	it.measure(el)
}

// measure adds a weight, a price or a count.
func (it *Item) measure(el Element) {
	m, ok := el.Measure()
	switch {
	case !ok:
	case m.Kind == KindCount:
		it.Count = m.Amount.Value
	case m.Kind == KindNetWeight && it.Grams == 0:
		it.Grams, _ = m.Grams()
	case m.Kind == KindNetVolume && m.Unit == UnitLitre && it.Millilitres == 0:
		it.Millilitres, _ = m.Amount.At(3)
	case m.Kind == KindLength && m.Unit == UnitMetre && it.Millimetres == 0:
		it.Millimetres, _ = m.Amount.At(3)
	case m.Kind == KindPrice:
		it.Price, _ = m.Amount.At(m.Currency.Decimals()) // of none: 2
		it.Printed, it.Currency = m.Amount, m.Currency
	}
}

// readDate reads a date that the parser has proved.
func readDate(v string, year int) Date {
	if v == "" {
		return Date{}
	}
	d, err := ParseDate(v, year)
	if err != nil {
		return Date{}
	}
	return d
}
