package basket

import (
	"fmt"
	"slices"
	"time"
)

// Coupon is what a shopper presented beside the goods. It stays in the basket
// whether or not an offer takes it, and goes with it when the basket is paid.
type Coupon struct {
	Code  string    `json:"code"` // as offers call it
	Added time.Time `json:"added,omitzero"`
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
