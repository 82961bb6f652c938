package screen

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"endcap/device/cart"
	"endcap/offers/money"
)

// CartController is what the page needs of the controller of a cart. Its
// methods are called from many goroutines.
type CartController interface {
	// View returns what the shopper sees now.
	View() cart.View
	// Watch returns a channel that tells of newer views, and the end of it.
	Watch() (<-chan struct{}, func())
	// Remove takes some of a line out of this basket, or of no other.
	Remove(ctx context.Context, basket string, line int, quantity int64) error
	// Pay closes this basket for this total, or not at all.
	Pay(ctx context.Context, basket string, total money.Amount) error
}

// GuestController is what the page needs besides of a controller that takes
// coupons and shoppers' cards.
type GuestController interface {
	// Withdraw takes a coupon out of this basket.
	Withdraw(ctx context.Context, basket, code string) error
	// SignOut forgets the shopper.
	SignOut(ctx context.Context) error
	// Public shows the prices that everybody has, or the shopper's own again.
	Public(ctx context.Context, public bool) error
}

// Cart serves the page of a shopper's basket:
//
//	GET  /          the basket
//	GET  /pay       what paying would mean, and the button that does it
//	POST /remove    basket, line, quantity: takes some of a line out
//	POST /pay       basket, total: closes the basket if it still costs that
//	POST /withdraw  basket, code: takes a coupon back
//	POST /public    public (yes or no): the prices that everybody has, or one's own
//	POST /forget    forgets the shopper
//	GET  /events    a cart.View as JSON after every change (Server-Sent Events)
//	GET  /api/view  the cart.View as JSON
func Cart(c CartController, o Options) http.Handler {
	p := newPages(o, func() any { return c.View() }, c.Watch)
	p.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		p.draw(w, http.StatusOK, "cart.html", newCartPage(p, c.View(), ""))
	})
	p.mux.HandleFunc("GET /pay", func(w http.ResponseWriter, r *http.Request) {
		v := c.View()
		if len(v.Lines) == 0 {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		p.draw(w, http.StatusOK, "pay.html", newCartPage(p, v, ""))
	})
	refused := func(w http.ResponseWriter, code int, text string) {
		p.draw(w, code, "cart.html", newCartPage(p, c.View(), text))
	}
	p.mux.Handle("POST /remove", p.action(func(ctx context.Context, f url.Values) (string, error) {
		line, quantity, err := parseRemoval(f)
		if err != nil {
			return "", err
		}
		return "/", c.Remove(ctx, f.Get("basket"), line, quantity)
	}, refused))
	if g, ok := c.(GuestController); ok {
		p.guests(g, refused)
	}
	p.mux.Handle("POST /pay", p.action(func(ctx context.Context, f url.Values) (string, error) {
		total, err := parseTotal(f)
		if err != nil {
			return "", err
		}
		return "/", c.Pay(ctx, f.Get("basket"), total)
	}, func(w http.ResponseWriter, code int, text string) {
		v, name := c.View(), "pay.html"
		if len(v.Lines) == 0 {
			name = "cart.html" // nothing is left to confirm
		}
		p.draw(w, code, name, newCartPage(p, v, text))
	}))
	return p.handler()
}

// guests serves the buttons of coupons and of shoppers who are known.
func (p *pages) guests(c GuestController, refused func(http.ResponseWriter, int, string)) {
	p.mux.Handle("POST /withdraw", p.action(func(ctx context.Context, f url.Values) (string, error) {
		return "/", c.Withdraw(ctx, f.Get("basket"), f.Get("code"))
	}, refused))
	p.mux.Handle("POST /public", p.action(func(ctx context.Context, f url.Values) (string, error) {
		return "/", c.Public(ctx, f.Get("public") == "yes")
	}, refused))
	p.mux.Handle("POST /forget", p.action(func(ctx context.Context, _ url.Values) (string, error) {
		return "/", c.SignOut(ctx)
	}, refused))
}

// cartPage is a view in the terms of its page.
type cartPage struct {
	*pages
	cart.View
	Rows   []line // the newest first, the others from the last to the first
	Pieces int64
}

// line is one line with what its button needs.
type line struct {
	cart.ViewLine
	Basket string
	First  bool // the newest one, to be seen at once
}

func newCartPage(p *pages, v cart.View, problem string) cartPage {
	if problem != "" {
		v.Notice, v.Bad = problem, true
	}
	page := cartPage{pages: p, View: v}
	for _, l := range slices.Backward(v.Lines) {
		row := line{ViewLine: l, Basket: v.Basket, First: l.Number == v.Newest}
		if row.First {
			page.Rows = slices.Insert(page.Rows, 0, row)
		} else {
			page.Rows = append(page.Rows, row)
		}
		page.Pieces += l.Quantity
	}
	return page
}

// Title returns the name of the line, or the number under its bar code.
func (l line) Title() string { return cmp.Or(l.Name, l.GTIN.EAN(), "Unnamed item") }

// Reduced says that an offer took something off the line.
func (l line) Reduced() bool { return l.Net != l.Gross }

// Sums says that there is more to tell of the total than itself.
func (p cartPage) Sums() bool { return p.HasSaved() || p.Deposit.Minor > 0 || p.Burned > 0 }

// HasSaved says that the basket is cheaper for its offers.
func (p cartPage) HasSaved() bool { return p.Saved.Minor > 0 }

// Long says that the total needs a smaller type to fit.
func (p cartPage) Long() bool { return utf8.RuneCountInString(price(p.Due)) > 10 }
