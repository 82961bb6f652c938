package cart

import (
	"context"

	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/money"
)

// Scan puts a thing, as intake.Read returns it, into the basket and returns
// when that is durable, or when it was refused (which the View says, and which
// is no error). An error means that nothing was done and the scan may be tried
// again; after a ctx that ended early it may have been done, so such a retry
// needs a Symbol.ID. A shopper's card signs in.
func (c *Controller) Scan(ctx context.Context, thing intake.Thing) error {
	if text, ok := thing.Card(); ok {
		return c.SignIn(ctx, text)
	}
	return c.wishes.Ask(ctx, func() (Event, error) {
		t, err := thing.LookUp(c.store.Product)
		return Scanned{t}, err
	})
}

// Remove takes a quantity of a line out of the basket with this ID; it returns
// like Scan, or ErrStale if there is another basket by now.
func (c *Controller) Remove(ctx context.Context, of string, line int, quantity int64) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return RemoveAsked{of, line, quantity}, nil })
}

// Pay closes the basket with this ID at the prices shown and opens the next;
// it returns like Scan. It returns ErrStale unless the total is what is due in
// the View, and does nothing more if the basket before was just paid for the total.
func (c *Controller) Pay(ctx context.Context, of string, total money.Amount) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return PayAsked{of, total}, nil })
}

// Withdraw takes a coupon out of the basket with this ID; it returns like
// Remove.
func (c *Controller) Withdraw(ctx context.Context, of, code string) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return WithdrawAsked{of, code}, nil })
}

// Override sets the price of a line for staff; it returns like Remove, and an
// error where the price or the line is none. Who asked is not proven here.
func (c *Controller) Override(ctx context.Context, of string, line int, o basket.Override) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return OverrideAsked{of, line, o}, nil })
}

// Return takes back pieces of the basket that was paid last, for staff; it
// returns like Override, and ErrNotSold for any other basket. The View says
// what is paid back.
func (c *Controller) Return(ctx context.Context, of string, pieces []basket.Pieces, by, why string) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return ReturnAsked{of, pieces, by, why}, nil })
}

// SignIn reads a shopper's card and prices the basket for the shopper, until
// it is paid, SignOut, or nothing has happened for ShopperIdle. What the card
// tells stays in memory. A card that is not taken is no error; the View says so.
func (c *Controller) SignIn(ctx context.Context, text string) error {
	return c.wishes.Ask(ctx, func() (Event, error) {
		if c.card == nil {
			return SignedIn{Fault: errNoCard}, nil
		}
		who, err := c.card(text, c.now())
		return SignedIn{who, err}, nil
	})
}

// SignOut forgets the shopper.
func (c *Controller) SignOut(ctx context.Context) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return SignedOut{}, nil })
}

// Public shows a shopper who is known the prices that everybody has, or one's
// own again. What is shown is what is paid.
func (c *Controller) Public(ctx context.Context, public bool) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return PublicAsked{public}, nil })
}
