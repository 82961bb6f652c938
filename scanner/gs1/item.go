package gs1

// Item is what the data on one thing says, in the terms of a shop. A field
// that the data does not carry is zero.
type Item struct {
	// GTIN identifies the product. For variable-measure numbers of restricted
	// circulation it is the number with its measure digits set to zero (its
	// catalogue number); see Layout.
	GTIN GTIN `json:"gtin,omitzero"`
	// Lot is AI 10, Serial AI 21, Variant AI 22.
	Lot     string `json:"lot,omitempty"`
	Serial  string `json:"serial,omitempty"`
	Variant string `json:"variant,omitempty"`
	// Expiry is AI 17 (or the day of AI 7003), BestBefore AI 15, SellBy AI 16, Packed AI 13, Produced AI 11.
	Expiry     Date `json:"expiry,omitzero"`
	BestBefore Date `json:"best_before,omitzero"`
	SellBy     Date `json:"sell_by,omitzero"`
	Packed     Date `json:"packed,omitzero"`
	Produced   Date `json:"produced,omitzero"`
	// Grams is the net weight (AI 310n, or a weight in a variable-measure
	// number), rounded half up to whole grams; the exact value stays in the
	// element list.
	Grams int64 `json:"grams,omitempty"`
	// Price is an amount printed in the code itself (AI 392n, or a price in a
	// variable-measure number), in minor units of the local currency. For AI
	// 392n that is a currency of two decimals, and more decimals are rounded
	// half up.
	Price int64 `json:"price,omitempty"`
	// Count is AI 30.
	Count int64 `json:"count,omitempty"`
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
