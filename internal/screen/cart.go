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

// Cart serves the page of a shopper's basket:
//
//	GET  /          the basket
//	GET  /pay       what paying would mean, and the button that does it
//	POST /remove    basket, line, quantity: takes some of a line out
//	POST /pay       basket, total: closes the basket if it still costs that
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
	p.mux.Handle("POST /remove", p.action(func(ctx context.Context, f url.Values) (string, error) {
		line, quantity, err := parseRemoval(f)
		if err != nil {
			return "", err
		}
		return "/", c.Remove(ctx, f.Get("basket"), line, quantity)
	}, func(w http.ResponseWriter, code int, text string) {
		p.draw(w, code, "cart.html", newCartPage(p, c.View(), text))
	}))
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

// HasSaved says that the basket is cheaper for its offers.
func (p cartPage) HasSaved() bool { return p.Saved.Minor > 0 }

// Long says that the total needs a smaller type to fit.
func (p cartPage) Long() bool { return utf8.RuneCountInString(price(p.Total)) > 10 }
