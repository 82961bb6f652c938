package screen

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
	"endcap/sync/wire"
)

// Goods are what the pages of products read. Its methods are called from many
// goroutines.
type Goods interface {
	// Product returns the product with this number, false if the price book
	// has none.
	Product(gs1.GTIN) (catalog.Product, bool, error)
	// Sheet returns what is told of it beyond its price, false if nothing is.
	Sheet(gs1.GTIN) (catalog.Sheet, bool, error)
	// Offers returns all offers of the price book.
	Offers() ([]offers.Offer, error)
	// Book returns the price book in force, false before the first one.
	Book() (wire.Manifest, bool)
}

// sell serves what anybody may know of the goods, which needs no controller:
//
//	GET /01/{gtin}/...            the Digital Link of a product, a lot or a piece (package resolver)
//	GET /{compressed}             the same, compressed
//	GET /.well-known/gs1resolver  what the resolver says of itself
//	GET /p/{gtin}[/{lot}]         the page of a product, or of one of its lots
//	GET /recall/{gtin}[/{lot}]    whether it is called back, why, and what to do
//	GET /expired/{gtin}[/{lot}]   whether its last day is over, and what to do
//
// The pages take the attributes of a Digital Link, above all its dates, as
// they are passed on: ?17=270131. lang in the query goes before the browser's
// languages; see=recipe lets the page of a product begin with its recipe.
func (p *pages) sell() {
	links := resolver.Resolver{Name: p.Name, Keys: []gs1.AI{gs1.AIGTIN}, Source: shop{p}, Dictionary: p.Dictionary}.Handler(p.Links, p.drawAnswer)
	p.links = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		links.ServeHTTP(w, r)
	})
	p.mux.Handle("GET /{compressed}", p.links)
	p.mux.Handle("OPTIONS /{compressed}", p.links)
	for pattern, page := range map[string]string{"/p/": "product.html", "/recall/": "recall.html", "/expired/": "expired.html"} {
		for _, path := range []string{"{gtin}", "{gtin}/{lot}"} {
			p.mux.HandleFunc("GET "+pattern+path, func(w http.ResponseWriter, r *http.Request) { p.drawPiece(w, r, page) })
		}
	}
}

// shop is the source of the resolver.
type shop struct{ *pages }

// piece is a product, as much of it as a link or the address of a page names.
type piece struct {
	catalog.Product
	Was     money.Amount // what it cost before, none where that is not to be shown
	Sheet   catalog.Sheet
	Lot     string
	LastDay gs1.Date
	Over    bool   // the last day is past, or the hour on it
	Hour    string // of that day at which it is over, "" for its end
	// Cause says why it may not be sold or eaten. What does not tell its lot is
	// called back here only if every lot is: who reads this can look at the pack.
	Cause catalog.Cause
}

// find returns the piece that an item names, false if there is no such product.
func (s shop) find(it gs1.Item) (p piece, found bool, err error) {
	if p.Product, found, err = s.Goods.Product(it.GTIN); err != nil || !found {
		return p, false, err
	}
	if p.Sheet, _, err = s.Goods.Sheet(it.GTIN); err != nil {
		return p, false, err
	}
	p.Lot, p.LastDay, p.Over = it.Lot, it.LastDay(), it.Over(s.now())
	if it.Expiry == p.LastDay {
		p.Hour = it.ExpiryTime
	}
	p.Cause = p.Refuse(p.Lot, gs1.Date{}, gs1.Date{})
	if p.Cause == catalog.Recalled && p.Lot == "" && !slices.Contains(p.Recalled, catalog.AnyLot) {
		p.Cause = catalog.Sellable
	}
	if p.Cause == catalog.Sellable && p.Over {
		p.Cause = catalog.Expired
	}
	return p, true, nil
}

// at is the address of one of the piece's pages.
func (p piece) at(page string) string {
	path := "/" + page + "/" + p.GTIN.String()
	if p.Lot != "" {
		path += "/" + url.PathEscape(p.Lot)
	}
	return path
}

// asked reads the piece that the address of a page names.
func (s shop) asked(r *http.Request) (gs1.Item, error) {
	link := "https://id.gs1.org/01/" + url.PathEscape(r.PathValue("gtin"))
	if lot := r.PathValue("lot"); lot != "" {
		link += "/10/" + url.PathEscape(lot)
	}
	var m gs1.Message
	parser := gs1.Parser{Dictionary: s.Dictionary, ShortGTIN: true}
	err := parser.Link(&m, link+"?"+r.URL.RawQuery)
	if err != nil { // what was passed on may be anything
		err = parser.Link(&m, link)
	}
	if err != nil {
		return gs1.Item{}, err
	}
	it, _ := m.Item(s.now(), nil)
	return it, nil
}

func (p *pages) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// drawPiece draws one of the pages of a piece.
func (p *pages) drawPiece(w http.ResponseWriter, r *http.Request, page string) {
	it, err := shop{p}.asked(r)
	if err != nil {
		p.drawRefusal(w, r, http.StatusBadRequest)
		return
	}
	this, found, err := shop{p}.find(it)
	if found && err == nil {
		this.Product, this.Was, err = p.reduce(this.Product)
	}
	switch {
	case err != nil:
		p.Log.Error("product not read", slog.String("gtin", it.GTIN.String()), slog.Any("error", err))
		p.drawRefusal(w, r, http.StatusInternalServerError)
	case !found:
		p.drawRefusal(w, r, http.StatusNotFound)
	default:
		w.Header().Set("Vary", "Accept-Language")
		p.draw(w, http.StatusOK, page, newPiecePage(p, r, this))
	}
}

// drawRefusal says that there is no such page.
func (p *pages) drawRefusal(w http.ResponseWriter, r *http.Request, status int) {
	p.drawAnswer(w, r, resolver.Answer{Status: status})
}

// drawAnswer draws what the resolver has to say to people.
func (p *pages) drawAnswer(w http.ResponseWriter, r *http.Request, a resolver.Answer) {
	page := answerPage{leaf: newLeaf(p, r), Choices: a.Choices}
	switch _, book := p.Goods.Book(); {
	case a.Status == http.StatusMultipleChoices:
		page.Title = page.W.Choose
	case a.Status >= http.StatusInternalServerError:
		page.Title, page.Text = page.W.Broken, page.W.BrokenDo
	case a.Status != http.StatusNotFound:
		page.Title, page.Text = page.W.Wrong, page.W.WrongDo
	case !book:
		page.Title, page.Text = page.W.Unknown, page.W.NoBook
	default:
		page.Title, page.Text = page.W.Unknown, page.W.UnknownDo
	}
	if a.Reason != "" && a.Status != http.StatusNotFound {
		page.Reason = sentence(errors.New(a.Reason))
	}
	p.draw(w, a.Status, "answer.html", page)
}

// answerPage is what the resolver has to say.
type answerPage struct {
	leaf
	Title, Text string
	Reason      string // in English, for who made the link
	Choices     []resolver.Link
}

// leaf is what all pages for shoppers' own devices have in common.
type leaf struct {
	*pages
	W       words
	Book    wire.Manifest
	address url.URL
}

func newLeaf(p *pages, r *http.Request) leaf {
	asked := r.URL.Query().Get("lang")
	if asked == "" {
		asked = strings.Join(r.Header.Values("Accept-Language"), ",")
	}
	book, _ := p.Goods.Book()
	l := leaf{pages: p, W: english, Book: book, address: *r.URL}
	if resolver.Prefer(asked, english.Lang, german.Lang) == 1 {
		l.W = german
	}
	l.W.wish = asked
	return l
}

// In is the address of the same page in another language.
func (l leaf) In(lang string) string {
	q := l.address.Query()
	q.Set("lang", lang)
	return l.address.EscapedPath() + "?" + q.Encode()
}

// Other is the language that the page can also be read in.
func (l leaf) Other() words {
	if l.W.Lang == german.Lang {
		return english
	}
	return german
}

// Offline says since when headquarters has not been heard of, "" if it has or
// if there is none.
func (l leaf) Offline() string {
	if l.Link() != "offline" {
		return ""
	}
	if l.Since == nil {
		return l.W.OfflineNow
	}
	return fmt.Sprintf(l.W.OfflineSince, l.W.moment(l.Since()))
}

// AsOf says of when the price book is.
func (l leaf) AsOf() string {
	if l.Book.Version == 0 {
		return ""
	}
	return fmt.Sprintf(l.W.AsOf, l.Book.Version, l.W.moment(l.Book.Made))
}
