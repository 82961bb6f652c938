package offers

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// GS1Coupon is what a coupon code in GS1 data says, in minor units of the
// basket's currency (AI 255, 8110 or 8112 of the GS1 General Specifications).
// ReadCoupon makes one.
type GS1Coupon struct {
	Code  string `json:"code"`  // the value of its AI; two of the same are one
	Offer string `json:"offer"` // what it calls for: the code of a coupon condition
	// Serial is that of a serialised coupon, which is taken once.
	Serial int64 `json:"serial,omitempty"`
	// Confirmed is wanted of an AI 8112: it counts only where the device holds
	// a grant of its serial number.
	Confirmed bool `json:"confirmed,omitempty"`
	// Value, Percent or Points is what it is worth, where the code itself tells
	// (AIs 390n, 394n and 8111).
	Value   int64         `json:"value,omitempty"`
	Percent money.Percent `json:"percent,omitzero"`
	Points  int64         `json:"points,omitempty"`
	// Claim is what a North American coupon, AI 8110, asks for and gives.
	Claim *gs1.Coupon `json:"claim,omitempty"`
}

// The AIs of coupons.
const (
	aiCoupon        gs1.AI = 1_8110
	aiPositiveOffer gs1.AI = 1_8112
	aiGCN           gs1.AI = 1_255
)

// ReadCoupon reads the coupon in a message, false where there is none. An
// offer calls for it by the 13 digits of its Global Coupon Number (AI 255), by
// PositiveCode (AI 8112), or by a reward of type manufacturer_coupon (AI 8110).
func ReadCoupon(m *gs1.Message, c money.Currency, now time.Time) (GS1Coupon, bool, error) {
	var out GS1Coupon
	var err error
	if v, ok := m.Value(aiGCN); ok {
		out, err = readGCN(m, v, c)
	} else if v, ok := m.Value(aiPositiveOffer); ok {
		var p gs1.PositiveOffer
		if p, err = gs1.ParsePositiveOffer(v); err == nil {
			out = GS1Coupon{Code: v, Offer: PositiveCode(p.Funder, p.Offer), Confirmed: true}
			out.Serial, err = strconv.ParseInt(p.Serial, 10, 64)
		}
	} else if v, ok := m.Value(aiCoupon); ok {
		var k gs1.Coupon
		if k, err = gs1.ParseCoupon(v, now.Year()); err == nil {
			out = GS1Coupon{Code: v, Offer: claimCode(k.Funder), Claim: &k}
		}
	} else {
		return out, false, nil
	}
	if err != nil {
		return GS1Coupon{}, true, fmt.Errorf("offers: read a coupon: %w", err)
	}
	return out, true, nil
}

// readCoupons reads coupons that a person wrote down.
func readCoupons(list []string, c money.Currency, now time.Time) ([]GS1Coupon, error) {
	var out []GS1Coupon
	for _, text := range list {
		m, err := gs1.Parse(text)
		if err != nil {
			return nil, err
		}
		k, ok, err := ReadCoupon(&m, c, now)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("%q is no coupon; write it like (255)9501101530003(3902)150", text)
		}
		out = append(out, k)
	}
	return out, nil
}

// PositiveCode is how a coupon condition names a positive offer, AI 8112, by
// the company prefix of its funder and its six digits: "8112-0614141-654321".
func PositiveCode(funder, offer string) string { return "8112-" + funder + "-" + offer }

// claimCode is what all North American coupons of a funder call for.
func claimCode(funder string) string { return "8110-" + funder }

// readGCN reads a Global Coupon Number and what the elements beside it say
// that it is worth.
func readGCN(m *gs1.Message, v string, c money.Currency) (GS1Coupon, error) {
	g, err := gs1.ParseGCN(v)
	if err != nil {
		return GS1Coupon{}, err
	}
	out := GS1Coupon{Code: v, Offer: g.Number}
	if g.Serial != "" {
		if out.Serial, err = strconv.ParseInt(g.Serial, 10, 64); err != nil {
			return out, err
		}
	}
	worth, _ := m.Saving()
	fits := true
	switch worth.Kind {
	case gs1.SaveAmount:
		out.Value, fits = worth.Amount.At(uint8(c.Digits()))
	case gs1.SavePercent:
		n, ok := worth.Amount.At(4)
		out.Percent, fits = money.Percent(n), ok && n <= int64(money.Whole)
	case gs1.SavePoints:
		out.Points, fits = worth.Amount.At(0)
	case gs1.SaveItem, gs1.SaveUnits, gs1.SaveTotal: // of AI 8110 only
	}
	if !fits || out.Value > MaxAmount {
		return out, fmt.Errorf("coupon %s is worth %s, which is too much", g.Number, worth.Amount)
	}
	return out, nil
}

// coupons lists the GS1 coupons that call for one of these codes and may be
// taken for an offer, each once, in an order that no scan decides.
func (c *Context) coupons(offer string, codes []string) []*GS1Coupon {
	var list []*GS1Coupon
	for i := range c.GS1 {
		k := &c.GS1[i]
		if !slices.Contains(codes, k.Offer) {
			continue
		}
		if (k.Confirmed || c.left(offer).Coupons) && (k.Serial == 0 || !c.left(offer).Coupons) {
			continue
		}
		list = append(list, k)
	}
	slices.SortStableFunc(list, func(a, b *GS1Coupon) int {
		return cmp.Or(strings.Compare(a.Offer, b.Offer), cmp.Compare(a.Serial, b.Serial), strings.Compare(a.Code, b.Code))
	})
	return slices.CompactFunc(list, func(a, b *GS1Coupon) bool {
		return a.Code == b.Code || a.Offer == b.Offer && a.Serial == b.Serial && a.Serial != 0
	})
}

// called lists the GS1 coupons that a rule is given for.
func (t *till) called(r *rule) []*GS1Coupon {
	if len(t.ctx.GS1) == 0 {
		return nil
	}
	return t.ctx.coupons(r.ID, r.codes())
}

// codes are those of coupons that the offer asks for.
func (r *rule) codes() []string {
	var codes []string
	for i := range r.conditions {
		if c := &r.conditions[i]; c.Type == Coupon {
			codes = append(codes, c.Codes...)
		}
	}
	for i := range r.rewards {
		if w := &r.rewards[i]; w.Type == ManufacturerCoupon {
			codes = append(codes, claimCode(w.Funder))
		}
	}
	return codes
}

// worthOf adds up what coupons say that they are worth, of as many as the rule
// may still be given for.
func (t *till) worthOf(list []*GS1Coupon, r *reward) (amount int64, percent money.Percent, points int64) {
	list = list[:min(int64(len(list)), t.limit(r))]
	for _, k := range list {
		value := k.Value
		if r.Amount > 0 {
			value = min(value, r.Amount)
		}
		amount, points = plus(amount, max(value, 0)), plus(points, max(k.Points, 0))
		percent = max(percent, min(k.Percent, money.Whole))
	}
	t.times = max(t.times, int64(len(list)))
	return amount, percent, points
}
