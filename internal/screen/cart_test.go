package screen

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/device/cart"
	"endcap/offers/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with go test -update", err)
	}
	if diff := cmp.Diff(got, string(want)); diff != "" {
		t.Errorf("%s differs (-got +golden); if it should, go test -update\n%s", name, diff)
	}
}

func get(t testing.TB, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

// post sends a form as a browser does from the page itself, with more headers
// as name and value in turn.
func post(t testing.TB, h http.Handler, path string, f url.Values, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func takeOut(basket, line, quantity string) url.Values {
	return form("basket", basket, "line", line, "quantity", quantity)
}

func TestCart_PagesAreStable(t *testing.T) {
	online := func(on bool) Options { return Options{Name: "cart-07", Online: func() bool { return on }} }
	refusal := groceries()
	refusal.Notice, refusal.Bad = "Cream cheese was good until 12 Jan 2027. Please take a fresh one.", true
	golden(t, "cart.html", get(t, Cart(newFakeCart(refusal), online(false)), "/").Body.String())
	golden(t, "guest.html", get(t, Cart(newFakeCart(guest()), online(true)), "/").Body.String())
	golden(t, "pay.html", get(t, Cart(newFakeCart(groceries()), online(true)), "/pay").Body.String())
}

func TestCart_PageSaysEverythingOfTheBasket(t *testing.T) {
	h := Cart(newFakeCart(groceries()), Options{Name: "cart-07", Online: func() bool { return false }})
	page := get(t, h, "/").Body.String()
	for _, want := range []string{
		"25.70\u00a0€", "You save", "3.07\u00a0€", "28.77\u00a0€", // the sums
		"<bdi>Pasta days</bdi>", "3 for 4.00 EUR", "−1.37\u00a0€", "5.37\u00a0€", // an offer and its line
		"0.734\u00a0kg at 14.90\u00a0€ per kg", "Lot <bdi>G4411</bdi>", "Good until 3 Feb 2027",
		"Works offline", "Price book 12", "Remove one", `href="/pay"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	var rows []string
	for _, m := range regexp.MustCompile(`<li id="(line-\d+)"[^>]*?( class="first")?>`).FindAllStringSubmatch(page, -1) {
		rows = append(rows, m[1]+m[2])
	}
	if diff := cmp.Diff(rows, []string{`line-4 class="first"`, "line-6", "line-5", "line-2", "line-1"}); diff != "" {
		t.Errorf("the newest line is not the first and highlighted, or the others are not from the last to the first (-got +want):\n%s", diff)
	}
}

func TestCart_PageSaysWhatIsKnownAndLetsItGo(t *testing.T) {
	c := newFakeCart(guest())
	h := Cart(c, Options{Name: "cart-07"})
	page := get(t, h, "/").Body.String()
	for _, want := range []string{
		"Coffee week", "COFFEE-20", "9912345678906", "not used yet: 1 more piece is needed", `action="/withdraw"`,
		"plus 0.30\u00a0€ deposit", "With deposits of", "Price set by our staff: <bdi>squashed</bdi>",
		"This price was personalised on the basis of automated decision-making.", "Show everybody’s price", "Forget my card",
		"<bdi>Milk trio</bdi>: 1 more <bdi>Whole milk 3.8 %, 1 l</bdi> saves <b>0.49\u00a0€</b>", "1 gift is yours, take it", "<b>2.00\u00a0€</b> off within 14 days",
		"You earn <b>120 points</b>", "To pay", "less</dt><dd>100 points",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, step := range []struct {
		path   string
		form   url.Values
		lacks  string
		wanted string
	}{
		{"/withdraw", form("basket", c.View().Basket, "code", "COFFEE-20"), "COFFEE-20", "9912345678906"},
		{"/public", form("public", "yes"), "automated", "Use my own offers"},
		{"/public", form("public", "no"), "Use my own offers", "automated"},
		{"/forget", form(), "automated", "9912345678906"},
	} {
		if w := post(t, h, step.path, step.form); w.Code != http.StatusSeeOther {
			t.Errorf("%s: got %d", step.path, w.Code)
		}
		if page := get(t, h, "/").Body.String(); strings.Contains(page, step.lacks) || !strings.Contains(page, step.wanted) {
			t.Errorf("after %s the page has %q or lacks %q", step.path, step.lacks, step.wanted)
		}
	}
	if w := post(t, h, "/withdraw", form("basket", "another", "code", "9912345678906")); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "changed meanwhile") {
		t.Errorf("another basket's coupon: got %d", w.Code)
	}
}

func TestCart_EmptyAndPaidBasketsSayWhatIsNext(t *testing.T) {
	c := newFakeCart(cart.View{})
	h := Cart(c, Options{})
	if page := get(t, h, "/").Body.String(); !strings.Contains(page, "Scan your first item") || strings.Contains(page, "/pay") {
		t.Error("an empty basket does not say what to do, or can be paid")
	}
	if w := get(t, h, "/pay"); w.Code != http.StatusSeeOther {
		t.Errorf("paying an empty basket: got %d, want to be sent back", w.Code)
	}
	c.Set(groceries())
	if err := c.Pay(t.Context(), c.View().Basket, c.View().Total); err != nil {
		t.Fatal(err)
	}
	if page := get(t, h, "/").Body.String(); !strings.Contains(page, "Paid. Thank you!") || !strings.Contains(page, "8 items for <b>25.70\u00a0€</b>, and <b>3.07\u00a0€</b> saved") {
		t.Errorf("a paid basket does not say so: %s", page)
	}
}

func TestCart_HostileTextStaysText(t *testing.T) {
	h := Cart(newFakeCart(hostile()), Options{Name: "<script>alert(4)</script>"})
	for _, path := range []string{"/", "/pay"} {
		page := get(t, h, path).Body.String()
		if n := strings.Count(page, "<script"); n != 1 { // the page's own
			t.Errorf("%s has %d scripts, want 1", path, n)
		}
		if strings.Contains(page, `" onmouseover`) {
			t.Errorf("%s lets a lot out of its place", path)
		}
		if !strings.Contains(page, "987644137.26\u00a0€") || !strings.Contains(page, " long") {
			t.Errorf("%s does not fit a long total", path)
		}
	}
	if view := get(t, h, "/api/view").Body.String(); strings.Contains(view, "<script") {
		t.Error("the JSON has a script as such")
	}
}

func TestCart_RemoveReachesTheController(t *testing.T) {
	c := newFakeCart(groceries())
	h := Cart(c, Options{})
	w := post(t, h, "/remove", takeOut("cart-07-000012", "4", "1"))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Fatalf("got %d to %q, want 303 to /", w.Code, w.Header().Get("Location"))
	}
	if got := c.View().Lines[2].Quantity; got != 1 {
		t.Errorf("got %d pieces left, want 1", got)
	}
	if page := get(t, h, "/").Body.String(); !strings.Contains(page, "Put back: Whole milk") {
		t.Error("the page does not say what was put back")
	}
}

func TestCart_WhatTheControllerRefusesIsShown(t *testing.T) {
	c := newFakeCart(groceries())
	h := Cart(c, Options{})
	w := post(t, h, "/remove", takeOut("cart-07-000012", "3", "1"))
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Cart: remove 1 of line 3: there is not so much of it.") {
		t.Errorf("got %d, want 409 and the sentence", w.Code)
	}
	c.fail = errors.New("store: the disk is full\nstore: really")
	w = post(t, h, "/pay", form("basket", "cart-07-000012", "total", "25.70 EUR"))
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Store: the disk is full; store: really.") {
		t.Errorf("got %d, want 409 and the sentence", w.Code)
	}
}

func TestCart_FormsOfAnotherBasketAreRefused(t *testing.T) {
	c := newFakeCart(groceries())
	h := Cart(c, Options{})
	for path, f := range map[string]url.Values{
		"/remove": takeOut("cart-07-000011", "4", "1"),
		"/pay":    form("basket", "cart-07-000011", "total", "25.70 EUR"),
	} {
		w := post(t, h, path, f)
		// The same sentence as in the view, or the page would change once more.
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), ">"+c.View().Notice+"<") {
			t.Errorf("%s: got %d, want 409 and why", path, w.Code)
		}
	}
	if diff := cmp.Diff(c.View().Lines, groceries().Lines); diff != "" || c.paid != 0 {
		t.Errorf("%d payments\n%s", c.paid, diff)
	}
}

func TestCart_PaysOnceAndOnlyWhatWasShown(t *testing.T) {
	c := newFakeCart(groceries())
	h := Cart(c, Options{})
	if w := post(t, h, "/pay", form("basket", "cart-07-000012", "total", "25.69 EUR")); w.Code != http.StatusConflict || c.paid != 0 {
		t.Errorf("another total: got %d and %d payments, want 409 and none", w.Code, c.paid)
	}
	for range 2 { // pressed twice
		if w := post(t, h, "/pay", form("basket", "cart-07-000012", "total", "25.70 EUR")); w.Code != http.StatusSeeOther {
			t.Errorf("got %d, want 303", w.Code)
		}
	}
	if c.paid != 1 {
		t.Errorf("got %d payments, want 1", c.paid)
	}
}

// lateCart finds its context alive although the browser has left.
type lateCart struct {
	*fakeCart
	err error
}

func (c *lateCart) Pay(ctx context.Context, basket string, total money.Amount) error {
	c.err = ctx.Err()
	return c.fakeCart.Pay(ctx, basket, total)
}

func TestCart_PayingGoesOnWhenTheBrowserLeaves(t *testing.T) {
	c := &lateCart{fakeCart: newFakeCart(groceries())}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/pay", strings.NewReader(form("basket", "cart-07-000012", "total", "25.70 EUR").Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	Cart(c, Options{}).ServeHTTP(httptest.NewRecorder(), r)
	if c.err != nil || c.paid != 1 {
		t.Errorf("got %v and %d payments, want a living context and 1", c.err, c.paid)
	}
}

func TestCart_OtherSitesCannotPressItsButtons(t *testing.T) {
	c := newFakeCart(groceries())
	h := Cart(c, Options{})
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "", "Origin", "https://elsewhere.example"},
		{"Sec-Fetch-Site", "", "Origin", "null"},
	} {
		w := post(t, h, "/remove", takeOut("cart-07-000012", "4", "1"), headers...)
		if w.Code != http.StatusForbidden {
			t.Errorf("%q: got %d, want 403", headers, w.Code)
		}
	}
	if got := c.View().Lines[2].Quantity; got != 2 {
		t.Errorf("got %d pieces, want 2 as before", got)
	}
	if w := post(t, h, "/remove", takeOut("cart-07-000012", "4", "1"), "Sec-Fetch-Site", "", "Origin", "http://example.com"); w.Code != http.StatusSeeOther {
		t.Errorf("its own origin: got %d, want 303", w.Code)
	}
}

func TestCart_RefusesWhatItsFormsNeverSend(t *testing.T) {
	c := newFakeCart(groceries())
	h := Cart(c, Options{})
	for name, f := range map[string]url.Values{
		"no line":       takeOut("cart-07-000012", "", "1"),
		"negative line": takeOut("cart-07-000012", "-4", "1"),
		"nothing":       takeOut("cart-07-000012", "4", "0"),
		"adding":        takeOut("cart-07-000012", "4", "-1"),
		"too much":      takeOut("cart-07-000012", "4", "9999999999999999999"),
		"too long":      form("line", "4", "quantity", "1", "basket", strings.Repeat("x", 2000)),
	} {
		w := post(t, h, "/remove", f)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "does not understand") {
			t.Errorf("%s: got %d, want 400 and why", name, w.Code)
		}
	}
	for _, total := range []string{"", "25.70", "25.70 €", "9999999999999999999 EUR"} {
		w := post(t, h, "/pay", form("basket", "cart-07-000012", "total", total))
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "does not understand") {
			t.Errorf("total %q: got %d, want 400 and why", total, w.Code)
		}
	}
	if w := get(t, h, "/remove"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET /remove: got %d, want 405", w.Code)
	}
	if diff := cmp.Diff(c.View(), groceries()); diff != "" {
		t.Error(diff)
	}
}

func TestCart_EveryAnswerIsGuarded(t *testing.T) {
	h := Cart(newFakeCart(groceries()), Options{})
	for _, path := range []string{"/", "/pay", "/api/view", "/assets/screen.css", "/nowhere"} {
		head := get(t, h, path).Header()
		if csp := head.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: got the policy %q", path, csp)
		}
		if head.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
		if got, want := head.Get("Cache-Control"), "no-store"; got != want && !strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestCart_AssetsAreKeptUntilTheyChange(t *testing.T) {
	h := Cart(newFakeCart(groceries()), Options{})
	for name, kind := range map[string]string{"screen.css": "text/css", "screen.js": "text/javascript", "mark.svg": "image/svg+xml"} {
		w := get(t, h, "/assets/"+name)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: got %d %s, want 200 %s", name, w.Code, w.Header().Get("Content-Type"), kind)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/assets/"+name, nil)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		again := httptest.NewRecorder()
		if h.ServeHTTP(again, r); again.Code != http.StatusNotModified {
			t.Errorf("%s: got %d the second time, want 304", name, again.Code)
		}
	}
}

func TestCart_ViewIsThereAsJSON(t *testing.T) {
	var got cart.View
	if err := json.Unmarshal(get(t, Cart(newFakeCart(groceries()), Options{}), "/api/view").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, groceries()); diff != "" {
		t.Error(diff)
	}
}

func FuzzForms(f *testing.F) {
	f.Add("/remove", "basket=cart-07-000012&line=4&quantity=1")
	f.Add("/remove", "line=%zz&quantity=+1")
	f.Add("/pay", "basket=cart-07-000012&total=25.70+EUR")
	f.Add("/pay", "total=%00;&&=&basket=\xff")
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/remove" && path != "/pay" {
			return
		}
		c := newFakeCart(groceries())
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		Cart(c, Options{}).ServeHTTP(w, r)
		switch w.Code {
		case http.StatusSeeOther:
			return
		case http.StatusBadRequest, http.StatusConflict:
		default:
			t.Errorf("got %d, want done or refused", w.Code)
		}
		if diff := cmp.Diff(c.View().Lines, groceries().Lines); diff != "" || c.paid != 0 {
			t.Errorf("a refused form changed the basket: %s", diff)
		}
		if strings.Count(w.Body.String(), "<script") != 1 {
			t.Error("a form brought a script onto the page")
		}
	})
}

func BenchmarkCartPage(b *testing.B) {
	h := Cart(newFakeCart(groceries()), Options{Name: "cart-07"})
	b.ReportAllocs()
	for b.Loop() {
		get(b, h, "/")
	}
}
