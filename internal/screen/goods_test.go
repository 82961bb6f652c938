package screen

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1/resolver/resolvertest"
)

func TestLinks_ConformToTheStandard(t *testing.T) {
	g := newFakeGoods()
	for role, h := range map[string]*httptest.Server{
		"Shelf": httptest.NewServer(sellGoods(g)),
		"Cart":  httptest.NewServer(Cart(newFakeCart(groceries()), Options{Name: "cart-07", Goods: g, Now: noon})),
	} {
		t.Cleanup(h.Close)
		for name, path := range map[string]string{
			"Product": "/01/" + muesli.String(), "Lot": "/01/" + muesli.String() + "/10/A7", "Piece": "/01/" + muesli.String() + "/10/A7/21/5",
			"NoSheet": "/01/" + soap.String(), "SomeLotsRecalled": "/01/" + milk.String(), "Recalled": "/01/" + milk.String() + "/10/B1", "AllRecalled": "/01/" + nuts.String(),
		} {
			t.Run(role+"/"+name, func(t *testing.T) { resolvertest.Conform(t, h.URL, path) })
		}
	}
}

func TestLinks_LeadToThePageThatMattersMost(t *testing.T) {
	h := sellGoods(newFakeGoods())
	for asked, want := range map[string]string{
		// A product, with and without a sheet, and one of its lots.
		"/01/04006381333931":                      "/p/04006381333931",
		"/01/05449000000996":                      "/p/05449000000996",
		"/01/05449000000996/10/X9":                "/p/05449000000996",
		"/01/04006381333931/10/A7":                "/p/04006381333931/A7",
		"/01/04006381333931/10/A7?17=270115":      "/p/04006381333931/A7?17=270115",
		"/01/04006381333931/10/A7/21/5":           "/p/04006381333931/A7",
		"/01/04006381333931/22/1/10/A7?foo=bar":   "/p/04006381333931/A7?foo=bar",
		"/01/04006381333931?linkType=gs1:pip&x=1": "/p/04006381333931?linkType=gs1:pip&x=1",
		// Its last day is over: 15 January 2027 is the last one.
		"/01/04006381333931/10/A7?17=270114":                  "/expired/04006381333931/A7?17=270114",
		"/01/05449000000996?15=270114":                        "/expired/05449000000996?15=270114",
		"/01/05449000000996/10/X9?16=270114":                  "/expired/05449000000996?16=270114",
		"/01/04006381333931/10/A7?linkType=gs1:pip&17=270114": "/expired/04006381333931/A7?linkType=gs1:pip&17=270114",
		"/01/04006381333931/10/A7/21/5?17=270100":             "/p/04006381333931/A7?17=270100",          // day 00 is the end of January
		"/01/05449000000996?7003=2701151159":                  "/expired/05449000000996?7003=2701151159", // it is noon
		"/01/05449000000996?7003=2701151201":                  "/p/05449000000996?7003=2701151201",
		// A recall goes before it, and before everything that is more particular.
		"/01/09501101530003":                                 "/p/09501101530003",
		"/01/09501101530003/10/B1":                           "/recall/09501101530003/B1",
		"/01/09501101530003/10/B1/21/7?17=260101":            "/recall/09501101530003/B1?17=260101",
		"/01/09501101530003/10/B1?linkType=gs1:pip":          "/recall/09501101530003/B1?linkType=gs1:pip",
		"/01/09501101530003/10/B3":                           "/p/09501101530003",
		"/01/09501101530003/10/B3?17=270114":                 "/expired/09501101530003?17=270114",
		"/01/04012345678901":                                 "/recall/04012345678901",
		"/01/04012345678901/10/X":                            "/recall/04012345678901",
		"/01/04006381333931?linkType=gs1:recallStatus":       "/recall/04006381333931?linkType=gs1:recallStatus",
		"/01/04006381333931/10/A7?linkType=gs1:traceability": "/p/04006381333931/A7?see=trace&linkType=gs1:traceability",
		// What the shop says of it goes before the device's own pages.
		"/01/04006381333931?linkType=gs1:allergenInfo": "/p/04006381333931?see=ingredients&linkType=gs1:allergenInfo",
	} {
		w := visit(t, h, asked)
		if got := strings.TrimPrefix(w.Header().Get("Location"), "http://shelf.example"); w.Code != http.StatusTemporaryRedirect || got != want {
			t.Errorf("%s: got %d to %s, want %s", asked, w.Code, got, want)
		}
	}
	w := visit(t, h, "/01/04006381333931?linkType=gs1:recipeInfo", "Accept-Language", "de-AT,en;q=0.5")
	if got := w.Header().Get("Location"); got != "https://mill.example/de/rezepte?linkType=gs1:recipeInfo" {
		t.Errorf("got %s, want the recipes in German", got)
	}
	if w := visit(t, h, "/01/04006381333931", "Origin", "https://elsewhere.example"); w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("pages of other sites cannot read it: %v", w.Header())
	}
}

func TestLinks_LeadToTheAddressThatIsConfigured(t *testing.T) {
	h := Shelf(&fakeShelf{}, Options{Goods: newFakeGoods(), Links: "https://shelf-03.shop.example", Now: noon})
	if got := visit(t, h, "/01/05449000000996").Header().Get("Location"); got != "https://shelf-03.shop.example/p/05449000000996" {
		t.Errorf("got %s", got)
	}
}

func TestLinks_CompressedOnesAreReadToo(t *testing.T) {
	g := newFakeGoods()
	g.products[12312312312333] = catalog.Product{GTIN: 12312312312333, Name: "Thing", Price: eur(100)}
	w := visit(t, sellGoods(g), "/CxZlXgDkGo1XgkY") // (01)12312312312333(10)ABC123
	if got := w.Header().Get("Location"); got != "http://shelf.example/p/12312312312333" || !strings.Contains(w.Header().Get("Link"), `rel="owl:sameAs"`) {
		t.Errorf("got %d to %s with %s", w.Code, got, w.Header().Get("Link"))
	}
}

func TestLinks_AreNotServedWithoutGoods(t *testing.T) {
	h := Shelf(&fakeShelf{}, Options{})
	for _, path := range []string{"/01/04006381333931", "/p/04006381333931", "/.well-known/gs1resolver"} {
		if w := visit(t, h, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, w.Code)
		}
	}
}

func TestProduct_PageIsStable(t *testing.T) {
	golden(t, "product.html", visit(t, sellGoods(newFakeGoods()), "/p/04006381333931/A7?17=270301").Body.String())
	golden(t, "recall.html", visit(t, sellGoods(newFakeGoods()), "/recall/09501101530003/B1").Body.String())
}

func TestProduct_PagesSayWhatTheShopKnows(t *testing.T) {
	h := sellGoods(newFakeGoods())
	for target, want := range map[string][]string{
		"/p/04006381333931": {
			`lang="en"`, "Nut muesli, 500 g", "Harbour Mill", "4.49\u00a0€", "8.98\u00a0€ per 1 kg", "Content 500 g", "No sugar added.", "<strong>hazelnuts</strong> 14 %", "<strong>WHEAT</strong> flour",
			"May contain traces of</span> <strong>almonds", "Oats from Holstein", "Keep dry and dark.", "Eat with milk", "Soak overnight", "4711-0815", "until 31 Mar 2028",
			`href="https://mill.example/recipes"`, "4006381333931", "Price book 12 of 15 Jan 2027, 05:10", `href="/p/04006381333931?lang=de"`,
		},
		"/p/04006381333931/A7?17=270301&lang=de": {
			`lang="de"`, "4,49\u00a0€", "8,98\u00a0€ pro 1 kg", "<strong>Weizenmehl</strong>", "<strong>Magermilchpulver</strong>", "<strong>Eier</strong>", "Der Weg der Charge A7", "20.08.2026", "Eckernförde",
			"Haltbar bis", "01.03.2027", "Mandeln", "Events of lot A7", `href="/p/04006381333931/A7?17=270301&amp;lang=en"`,
		},
		"/p/04006381333931?lang=fr":            {`lang="en"`, `lang="fr"`, "Grillé lentement."},
		"/p/05449000000996":                    {"Olive soap", "2.99\u00a0€"},
		"/p/5449000000996":                     {"Olive soap"},
		"/p/04006381333931?17=270114":          {"Its last day is over", `class="past"`, `href="/expired/04006381333931?17=270114"`},
		"/p/04006381333931?17=nonsense&foo[]=": {"Nut muesli"},
		"/p/09501101530003":                    {"Lots of this product are recalled: B1, B2", `href="/recall/09501101530003"`},
		"/p/09501101530003/B1":                 {"Recalled.", "Lot", "B1"},
		"/p/04012345678901":                    {"Recalled."},
		"/recall/09501101530003/B1":            {"Recalled", "Cleaning water", "Do not drink it.", "Recalled on 14 Jan 2027", "Lot <bdi>B1"},
		"/recall/09501101530003/B1?lang=de":    {"Zurückgerufen", "Spülwasser", "Bitte nicht trinken.", "14.01.2027"},
		"/recall/09501101530003":               {"Please note", "B1, B2", "Cleaning water"},
		"/recall/04012345678901":               {"Recalled", "you get your money"},
		"/recall/05449000000996":               {"No recall is known", "The shop may sell it."},
		"/expired/04006381333931/A7?17=270114": {"Its last day is over", "It was good until 14 Jan 2027.", "do not buy it"},
		"/expired/04006381333931/A7?17=270115": {"It is still good", "15 Jan 2027"},
		"/expired/04006381333931":              {"does not say until when"},
		"/expired/09501101530003/B1?17=270114": {"Its last day is over", "Recalled."},
	} {
		w := visit(t, h, target)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Vary") != "Accept-Language" {
			t.Errorf("%s: got %d %v", target, w.Code, w.Header())
		}
		for _, text := range want {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: the page lacks %q", target, text)
			}
		}
	}
}

func TestProduct_NoPageLooksFineOfWhatMayNotBeSold(t *testing.T) {
	h := sellGoods(newFakeGoods())
	for page, fine := range map[string]bool{
		"/recall/05449000000996":                      true,
		"/recall/05449000000996?17=270115":            true,
		"/recall/05449000000996?17=270114":            false, // expired
		"/recall/05449000000996?7003=2701151159":      false, // this morning
		"/expired/05449000000996?7003=2701151201":     true,
		"/expired/05449000000996?7003=2701151159":     false,
		"/recall/09501101530003?17=270301":            false, // some lots are called back
		"/expired/09501101530003?17=270301":           false,
		"/expired/09501101530003/B1?17=270301":        false, // this one is
		"/expired/09501101530003/B3?17=270301":        true,
		"/expired/04012345678901/X?17=270301&lang=de": false, // all are
	} {
		got := visit(t, h, page).Body.String()
		for _, mark := range []string{`<svg class="sign" `, english.NotRecalledDo} {
			if strings.Contains(got, mark) && !fine {
				t.Errorf("%s says %q: %s", page, mark, got)
			}
		}
		if warns := strings.Contains(got, "stop") || strings.Contains(got, "notice bad"); warns == fine || strings.Contains(got, `<svg class="sign" `) != fine {
			t.Errorf("%s: a warning is %v, fine %v: %s", page, warns, fine, got)
		}
	}
}

func TestProduct_PageBeginsWithWhatIsAskedFor(t *testing.T) {
	h := sellGoods(newFakeGoods())
	for see, want := range map[string]string{"": "about", "recipe": "recipe", "ingredients": "ingredients", "links": "links", "nonsense": "about", "trace": "about"} {
		page := visit(t, h, "/p/04006381333931?see="+see).Body.String()
		if _, first, _ := strings.Cut(page, "<section id="); !strings.HasPrefix(first, `"`+want+`"`) || strings.Count(page, "<section") != 8 {
			t.Errorf("see=%s: got %.20s first and %d sections", see, first, strings.Count(page, "<section"))
		}
	}
}

func TestProduct_PagesSayThatTheyMayBeOld(t *testing.T) {
	online := true
	h := Shelf(&fakeShelf{}, Options{
		Goods: newFakeGoods(), Now: noon, Online: func() bool { return online },
		Since: func() time.Time { return noon().Add(-3 * time.Hour) },
	})
	pages := []string{"/p/05449000000996", "/recall/05449000000996", "/expired/05449000000996?17=270114", "/01/09506000164908"}
	for _, page := range pages {
		if strings.Contains(visit(t, h, page).Body.String(), "not reached") {
			t.Errorf("%s: it says that the device is offline", page)
		}
	}
	online = false
	for _, page := range pages {
		if !strings.Contains(visit(t, h, page).Body.String(), "has not reached headquarters since 15 Jan 2027, 09:00") {
			t.Errorf("%s: it does not say since when the device is offline", page)
		}
	}
	if page := visit(t, h, pages[1]).Body.String(); strings.Contains(page, "may sell it") || strings.Contains(page, "<svg class=\"sign\"") {
		t.Error("the page is sure that there is no recall")
	}
}

func TestProduct_PagesSayWhatIsNotThere(t *testing.T) {
	g := newFakeGoods()
	h := sellGoods(g)
	expect := func(target string, status int, want string, headers ...string) {
		t.Helper()
		w := visit(t, h, target, headers...)
		if w.Code != status || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: got %d, want %d with %q: %s", target, w.Code, status, want, w.Body)
		}
	}
	expect("/01/09506000164908", 404, "We do not know this product")
	expect("/p/09506000164908", 404, "Dieses Produkt kennen wir nicht", "Accept-Language", "de")
	expect("/p/04006381333932", 400, "This code is wrong")
	expect("/p/04006381333931/"+strings.Repeat("A", 21), 400, "This code is wrong")
	expect("/01/04006381333932", 400, "the last digit should be 1")
	expect("/01/04006381333931/foo", 400, "behind the key its qualifiers may stand")
	expect("/nonsense", 404, "We do not know")
	expect("/nonsense", 404, "We do not know")
	expect("/01/09506000164908", 404, "nothing is known here", "Accept", "application/json")
	g.empty = true
	expect("/01/04006381333931", 404, "no price book yet")
	g.empty, g.broken = false, true
	expect("/01/04006381333931", 500, "cannot be read now")
	expect("/p/04006381333931", 500, "cannot be read now")
}

func TestProduct_AChoiceIsShownToPeople(t *testing.T) {
	g := newFakeGoods()
	s := g.sheets[muesli]
	s.Links = append(s.Links, catalog.Link{Type: "gs1:sustainabilityInfo", Href: "https://shop.example/green", Title: "Our view"})
	g.sheets[muesli] = s
	w := visit(t, sellGoods(g), "/01/04006381333931?linkType=gs1:sustainabilityInfo")
	for _, want := range []string{"Which one do you want?", `href="https://shop.example/green"`, `href="https://mill.example/green"`} {
		if w.Code != http.StatusMultipleChoices || !strings.Contains(w.Body.String(), want) {
			t.Errorf("got %d without %q: %s", w.Code, want, w.Body)
		}
	}
}

func TestEmphasise_SetsOffWhatPeopleMustNotEat(t *testing.T) {
	for text, want := range map[string]string{
		"Wheat flour, Weizenmehl, eggs":   "[Wheat] flour, [Weizenmehl], [eggs]",
		"Weizen, 1 Ei, Eier, Eiweiß, Ein": "[Weizen], 1 [Ei], [Eier], Eiweiß, Ein",
		"HASELNUSS, Haselnusskerne":       "[HASELNUSS], [Haselnusskerne]",
		"milk,milk;(milk)":                "[milk],[milk];([milk])",
		"sugar":                           "sugar",
		"":                                "",
		"İ milk \xff":                     "İ [milk] \ufffd",
	} {
		got := ""
		for _, r := range emphasise(text, "de", []catalog.Allergen{{Name: "wheat"}, {Name: "eggs"}, {Name: "hazelnuts"}, {Name: "milk"}, {Name: ""}}) {
			if r.Strong {
				r.Text = "[" + r.Text + "]"
			}
			got += r.Text
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestWords_AreThereInEveryLanguage(t *testing.T) {
	en, de := reflect.ValueOf(english), reflect.ValueOf(german)
	for i := range en.NumField() {
		name, a, b := en.Type().Field(i).Name, en.Field(i).String(), de.Field(i).String()
		if name != "wish" && (a == "" || b == "" || strings.Count(a, "%") != strings.Count(b, "%")) {
			t.Errorf("%s: %q and %q", name, a, b)
		}
	}
}

func TestPage_ShowsAReducedPriceAndTheOneBeforeItIfThatIsProven(t *testing.T) {
	g := newFakeGoods()
	half := offers.Offer{
		ID: "muesli", Name: offers.Text{"en": "Muesli week"}, AnnounceReduction: true, Valid: offers.Period{To: noon().Add(time.Hour)},
		Rewards: []offers.Reward{{Type: offers.PercentOff, Scope: offers.PerUnit, Percent: money.Whole / 2, Select: &offers.Select{GTINs: []string{muesli.String()}}}},
	}
	g.deals = []offers.Offer{half}
	text := visit(t, sellGoods(g), "/p/04006381333931", "Accept-Language", "de").Body.String()
	if !strings.Contains(text, "2,24\u00a0€") || strings.Contains(text, "Preis zuvor") {
		t.Errorf("the page does not show the reduced price alone:\n%s", text)
	}
	p := g.products[muesli]
	p.Prior = 429
	g.products[muesli] = p
	for lang, want := range map[string]string{"de": "Preis zuvor <s>4,29\u00a0€</s>", "en": "Price before <s>4.29\u00a0€</s>"} {
		if text := visit(t, sellGoods(g), "/p/04006381333931", "Accept-Language", lang).Body.String(); !strings.Contains(text, want) {
			t.Errorf("the page does not say %s:\n%s", want, text)
		}
	}
	half.Valid.To = noon()
	g.deals = []offers.Offer{half}
	if text := visit(t, sellGoods(g), "/p/04006381333931").Body.String(); !strings.Contains(text, "4.49\u00a0€") || strings.Contains(text, "<s>") {
		t.Errorf("the page of after the reduction:\n%s", text)
	}
}
