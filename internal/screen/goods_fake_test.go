package screen

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// fakeGoods are a price book with its sheets.
type fakeGoods struct {
	products map[gs1.GTIN]catalog.Product
	sheets   map[gs1.GTIN]catalog.Sheet
	deals    []offers.Offer
	empty    bool // there is no price book yet
	broken   bool // the card is gone
}

var errCard = errors.New("the card is gone")

func (g *fakeGoods) Product(n gs1.GTIN) (catalog.Product, bool, error) {
	if g.broken {
		return catalog.Product{}, false, errCard
	}
	p, ok := g.products[n]
	return p, ok && !g.empty, nil
}

func (g *fakeGoods) Sheet(n gs1.GTIN) (catalog.Sheet, bool, error) {
	s, ok := g.sheets[n]
	return s, ok, nil
}

func (g *fakeGoods) Offers() ([]offers.Offer, error) { return g.deals, nil }

func (g *fakeGoods) Book() (wire.Manifest, bool) {
	if g.empty {
		return wire.Manifest{}, false
	}
	return wire.Manifest{Version: 12, Currency: "EUR", Made: time.Date(2027, 1, 15, 5, 10, 0, 0, time.Local)}, true
}

// Products of fakeGoods.
const (
	muesli gs1.GTIN = 4006381333931 // has everything
	milk   gs1.GTIN = 9501101530003 // lot B1 is called back
	soap   gs1.GTIN = 5449000000996 // has no sheet
	nuts   gs1.GTIN = 4012345678901 // every lot is called back
)

func date(y int16, m time.Month, d int8) gs1.Date { return gs1.Date{Year: y, Month: m, Day: d} }

func newFakeGoods() *fakeGoods {
	return &fakeGoods{
		products: map[gs1.GTIN]catalog.Product{
			muesli: {GTIN: muesli, Name: "Nut muesli, 500 g", Brand: "Harbour Mill", Price: eur(449), Content: catalog.Measure{N: 500, Unit: "g"}, Origin: "Germany"},
			milk:   {GTIN: milk, Name: "Whole milk 3.8 %, 1 l", Price: eur(149), Content: catalog.Measure{N: 1, Unit: "l"}, Recalled: []string{"B1", "B2"}},
			soap:   {GTIN: soap, Name: "Olive soap", Price: eur(299)},
			nuts:   {GTIN: nuts, Name: "Hazelnuts, ground", Price: eur(399), Recalled: []string{catalog.AnyLot}},
		},
		sheets: map[gs1.GTIN]catalog.Sheet{
			muesli: {
				GTIN: muesli,
				Links: []catalog.Link{
					{Type: "gs1:recipeInfo", Href: "https://mill.example/de/rezepte", Title: "Rezepte", Lang: "de", Media: "text/html"},
					{Type: "gs1:recipeInfo", Href: "https://mill.example/recipes", Title: "Recipes", Lang: "en", Media: "text/html"},
					{Type: "gs1:sustainabilityInfo", Href: "https://mill.example/green", Title: "How it is grown"},
					{Type: "gs1:epcis", Href: "https://mill.example/epcis/A7", Title: "Events of lot A7", Media: "application/ld+json", Lot: "A7"},
					{Type: "gs1:dpp", Href: "https://mill.example/dpp/5", Title: "Passport of no. 5", Lot: "A7", Serial: "5"},
				},
				Texts: []catalog.Text{
					{
						Lang: "en", About: "Oats toasted slowly, with whole nuts.\nNo sugar added.", Origin: "Oats from Holstein, nuts from Piedmont.",
						Ingredients: "Oat flakes 62 %, hazelnuts 14 %, WHEAT flour, skimmed milk powder, sunflower oil, eggs.\nMay contain almonds.",
						Use:         "Eat with milk or yoghurt.", Storage: "Keep dry and dark.", Recipe: "Soak overnight in apple juice.",
					},
					{Lang: "de", About: "Langsam geröstet.", Ingredients: "Haferflocken 62 %, Haselnüsse 14 %, Weizenmehl, Magermilchpulver, Sonnenblumenöl, Eier.", Storage: "Trocken und dunkel lagern."},
					{Lang: "fr", About: "Grillé lentement."},
				},
				Allergens:    []catalog.Allergen{{Name: "oats"}, {Name: "hazelnuts"}, {Name: "wheat"}, {Name: "milk"}, {Name: "eggs"}, {Name: "almonds", Traces: true}},
				Certificates: []catalog.Certificate{{Name: "EU organic", By: "DE-ÖKO-001", Number: "4711-0815", Until: date(2028, 3, 31), Href: "https://certs.example/4711"}, {Name: "Local"}},
				Lots: []catalog.Lot{{Lot: "A7", Steps: []catalog.Step{
					{Day: date(2026, 8, 20), What: "Harvested", Where: "Eckernförde"}, {Day: date(2026, 10, 2), What: "Toasted and packed", Where: "Harbour Mill, Kiel"}, {Day: date(2027, 1, 4), What: "Delivered", Where: "this shop"},
				}}},
			},
			milk: {GTIN: milk, Recall: &catalog.Recall{Since: date(2027, 1, 14), Notices: []catalog.Notice{
				{Lang: "en", Why: "Cleaning water may have come into some bottles.", Advice: "Do not drink it. Bring it back, opened or not."},
				{Lang: "de", Why: "In einzelne Flaschen kann Spülwasser gekommen sein.", Advice: "Bitte nicht trinken. Bringen Sie sie zurück, auch angebrochen."},
			}}},
		},
	}
}

// noon is when the tests of the pages happen: 15 January 2027.
func noon() time.Time { return time.Date(2027, 1, 15, 12, 0, 0, 0, time.Local) }

func sellGoods(g Goods) http.Handler {
	return Shelf(&fakeShelf{}, Options{Name: "shelf-03", Goods: g, Now: noon})
}

// visit asks for a page as a browser does, with more headers as name and value
// in turn.
func visit(t testing.TB, h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	r.Host = "shelf.example"
	r.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
