package screen

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver/resolvertest"
)

// hostileGoods are a product whose every text means harm, as headquarters
// would never sign it.
func hostileGoods() *fakeGoods {
	const script = `"'><script>document.documentElement.dataset.harmed = 1</script>`
	const lead = "javascript:document.documentElement.dataset.harmed=1"
	g := newFakeGoods()
	g.products[soap] = catalog.Product{GTIN: soap, Name: script, Brand: script, Price: eur(1), Origin: script, Recalled: []string{script}}
	g.sheets[soap] = catalog.Sheet{
		GTIN: soap,
		Links: []catalog.Link{
			{Type: "gs1:pip", Href: lead, Title: script, Lang: script, Media: script, Default: true},
			{Type: script, Href: "https://a.example/" + script, Title: script},
			{Type: "gs1:review", Href: "https://a.example/\r\nSet-Cookie: a=b", Title: strings.Repeat("\u202e", 50)},
			{Type: "gs1:review", Href: "//evil.example/", Title: ""},
		},
		Texts:        []catalog.Text{{Lang: script, About: script, Origin: script, Ingredients: script + " milk", Use: script, Storage: script, Recipe: script}},
		Allergens:    []catalog.Allergen{{Name: script}, {Name: "milk"}},
		Certificates: []catalog.Certificate{{Name: script, By: script, Number: script, Href: lead}},
		Lots:         []catalog.Lot{{Lot: "A", Steps: []catalog.Step{{Day: gs1.Date{Year: 9999, Month: 99, Day: 99}, What: script, Where: script}}}},
		Recall:       &catalog.Recall{Notices: []catalog.Notice{{Lang: script, Why: script, Advice: script}}},
	}
	return g
}

var hostilePages = []string{
	"/p/05449000000996", "/p/05449000000996/A", "/p/05449000000996?lang=%22%3E%3Cscript%3E", "/recall/05449000000996", "/recall/05449000000996/%22%3E%3Cscript%3E", "/expired/05449000000996?17=270101&x=%22%3E%3Cscript%3E",
	"/01/05449000000996?linkType=gs1:review", "/01/05449000000996?linkType=%22%3E%3Cscript%3E", "/01/%22%3E%3Cscript%3E", "/%22%3E%3Cscript%3E",
}

func TestProduct_HostileTextsAreHarmless(t *testing.T) {
	h := sellGoods(hostileGoods())
	// A script may be called nothing but text, and no address may run.
	harm := regexp.MustCompile(`<script|(?:href|src)="\s*(?:javascript|data):|\son\w+=`)
	for _, page := range hostilePages {
		w := visit(t, h, page)
		if got := harm.FindString(w.Body.String()); got != "" || w.Code >= 500 {
			t.Errorf("%s: got %d with %q: %s", page, w.Code, got, w.Body)
		}
		for name, values := range w.Header() {
			if strings.ContainsAny(strings.Join(values, ""), "\r\n") || name == "Set-Cookie" {
				t.Errorf("%s: got %s: %q", page, name, values)
			}
		}
	}
	w := visit(t, h, "/01/05449000000996")
	if got := w.Header().Get("Location"); w.Code != http.StatusTemporaryRedirect || got != "http://shelf.example/p/05449000000996" {
		t.Errorf("got %d to %q", w.Code, got)
	}
	w = visit(t, h, "/01/05449000000996", "Accept", "application/linkset+json")
	if _, err := resolvertest.Read(w.Body.Bytes()); err != nil || strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Body.String(), "javascript") {
		t.Errorf("%v: %s", err, w.Body)
	}
}

// A sheet may write a link type as any address that the vocabulary ever had.
func TestLinks_NoLinkOfASheetGoesBeforeARecall(t *testing.T) {
	g := newFakeGoods()
	sheet := g.sheets[milk]
	for _, of := range []string{"gs1:pip", "https://ref.gs1.org/voc/pip", "https://gs1.org/voc/pip", "http://www.gs1.org/voc/pip", "https://ref.gs1.org/voc/defaultLink"} {
		sheet.Links = []catalog.Link{
			{Type: of, Href: "https://praise.example/milk", Title: "Praise", Lang: "fr", Default: true},
			{Type: of, Href: "https://praise.example/b1", Title: "Praise", Lang: "fr", Media: "text/html", Lot: "B1", Default: true},
			{Type: of, Href: "https://praise.example/b1/7", Title: "Praise", Lang: "fr", Lot: "B1", Serial: "7", Default: true},
		}
		g.sheets[milk] = sheet
		for _, asked := range []string{"", "?linkType=gs1:pip", "?linkType=gs1:defaultLink", "?linkType=https://gs1.org/voc/pip"} {
			w := visit(t, sellGoods(g), "/01/09501101530003/10/B1/21/7"+asked, "Accept-Language", "fr")
			if got, want := w.Header().Get("Location"), "http://shelf.example/recall/09501101530003/B1"+asked; got != want {
				t.Errorf("%s asked with %q: got %d to %s, want %s", of, asked, w.Code, got, want)
			}
		}
		list := visit(t, sellGoods(g), "/01/09501101530003?linkType=linkset").Body.String()
		if n := strings.Count(list, gs1.Vocabulary+`defaultLink"`); n != 1 {
			t.Errorf("%s: the list has %d default links: %s", of, n, list)
		}
	}
}

// FuzzPages asks for anything below a product's pages and links.
func FuzzPages(f *testing.F) {
	for _, page := range hostilePages {
		path, query, _ := strings.Cut(page, "?")
		f.Add(path, query, "de")
	}
	f.Add("/p/04006381333931/A7", "17=270115&see=trace&lang=de", "")
	f.Add("/expired/4006381333931/%00", "15=279999", "*;q=0")
	h := sellGoods(newFakeGoods())
	f.Fuzz(func(t *testing.T, path, query, languages string) {
		if path == "/events" {
			t.Skip("it does not end")
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Accept-Language", languages)
		r.URL = &url.URL{Path: path, RawPath: path, RawQuery: query}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code == http.StatusOK && strings.Contains(w.Body.String(), "<script") && strings.Contains(w.Body.String(), "leaf") {
			t.Errorf("got %d: %s", w.Code, w.Body)
		}
	})
}
