package basket

import (
	"fmt"
	"slices"
	"time"

	"endcap/offers"
)

// Coupon is what a shopper presented beside the goods. It stays in the basket
// whether or not an offer takes it, and goes with it when the basket is paid.
type Coupon struct {
	Code  string    `json:"code"` // as offers call it, or the whole value of its AI
	Added time.Time `json:"added,omitzero"`
	// GS1 is what a coupon in GS1 data says; nil for a plain code.
	GS1 *offers.GS1Coupon `json:"gs1,omitempty"`
	// Void says that it was taken before, or is granted to another device. It
	// counts for nothing.
	Void bool `json:"void,omitempty"`
}

// Present returns the basket with one more coupon. A code counts once, however
// often it is presented: the second time is ErrTwice.
func (b Basket) Present(c Coupon) (Basket, error) {
	switch {
	case c.Code == "" || len(c.Code) > MaxCode:
		return b, fmt.Errorf("%w: the code of a coupon has 1 to %d bytes, not %d", ErrLine, MaxCode, len(c.Code))
	case b.coupon(c.Code) >= 0:
		return b, fmt.Errorf("%w: the coupon %s", ErrTwice, c.Code)
	case len(b.Coupons) >= MaxCoupons:
		return b, fmt.Errorf("%w: it has %d coupons; take one back, or pay", ErrFull, MaxCoupons)
	}
	b.Coupons = append(slices.Clone(b.Coupons), c)
	return b, nil
}

// Withdraw returns the basket without a coupon.
func (b Basket) Withdraw(code string) (Basket, error) {
	i := b.coupon(code)
	if i < 0 {
		return b, fmt.Errorf("%w: it has no coupon %q", ErrAbsent, code)
	}
	b.Coupons = slices.Delete(slices.Clone(b.Coupons), i, i+1)
	if len(b.Coupons) == 0 {
		b.Coupons = nil
	}
	return b, nil
}

// Void returns the basket with the coupons of these codes void, and no others.
func (b Basket) Void(codes []string) Basket {
	b.Coupons = slices.Clone(b.Coupons)
	for i := range b.Coupons {
		c := &b.Coupons[i]
		c.Void = slices.Contains(codes, c.Code)
	}
	return b
}

// With returns the context with the coupons of the basket.
func (b Basket) With(ctx offers.Context) offers.Context {
	ctx.Coupons, ctx.GS1 = nil, nil
	for _, c := range b.Coupons {
		switch {
		case c.Void:
		case c.GS1 != nil:
			ctx.GS1 = append(ctx.GS1, *c.GS1)
		default:
			ctx.Coupons = append(ctx.Coupons, c.Code)
		}
	}
	return ctx
}

// Codes returns the codes of the coupons, in the order they were presented.
func (b Basket) Codes() []string {
	var codes []string
	for _, c := range b.Coupons {
		codes = append(codes, c.Code)
	}
	return codes
}

func (b Basket) coupon(code string) int {
	return slices.IndexFunc(b.Coupons, func(c Coupon) bool { return c.Code == code })
}
