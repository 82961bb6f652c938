package screen

import (
	"fmt"
	"strings"
	"time"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

// words are what the pages of products say in one language.
type words struct {
	Lang, Name string // of the language
	wish       string // the header Accept-Language

	Per, Before, Content, Origin, About, Ingredients, Contains, Traces, Storage, Use, Recipe string
	Certificates, Until, Trace, Lot, Links, Number, GoodUntil                                string

	RecalledTitle, RecalledDo, RecalledLots, RecalledSince, NotRecalled, NotRecalledDo string
	ExpiredTitle, ExpiredOn, ExpiredDo, NotExpired, NoDay                              string

	ToProduct, ToRecall, ToExpired                                       string
	Choose, Unknown, UnknownDo, NoBook, Wrong, WrongDo, Broken, BrokenDo string
	AsOf, OfflineSince, OfflineNow, Note, day, time, decimal             string
}

var english = words{
	Lang: "en", Name: "English",
	Per: "per", Before: "Price before", Content: "Content", Origin: "Origin", About: "About this product", Ingredients: "Ingredients", Contains: "Contains", Traces: "May contain traces of",
	Storage: "How to keep it", Use: "How to use it", Recipe: "Recipe", Certificates: "Certificates", Until: "until", Trace: "The way of lot %s",
	Lot: "Lot", Links: "More about it", Number: "Product number", GoodUntil: "Good until",
	RecalledTitle: "Recalled", RecalledDo: "Please do not use it. Bring it back to the shop: you get your money, with or without the receipt.",
	RecalledLots: "Lots of this product are recalled: %s. Please look for the lot on the pack.", RecalledSince: "Recalled on %s",
	NotRecalled: "No recall is known", NotRecalledDo: "The shop may sell it.",
	ExpiredTitle: "Its last day is over", ExpiredOn: "It was good until %s.", ExpiredDo: "Please do not buy it, and tell our staff. If you have bought it, bring it back.",
	NotExpired: "It is still good", NoDay: "The code does not say until when it is good. Please look at the pack.",
	ToProduct: "About the product", ToRecall: "What to do", ToExpired: "What to do",
	Choose: "Which one do you want?", Unknown: "We do not know this product", UnknownDo: "It is not in the price book of this shop. Please ask our staff.",
	NoBook: "This device has no price book yet. Please ask our staff.", Wrong: "This code is wrong", WrongDo: "Please scan it again. If it repeats, the label is misprinted: please tell our staff.",
	Broken: "This cannot be read now", BrokenDo: "Please try again later, or ask our staff.",
	AsOf: "Price book %d of %s", OfflineSince: "This device has not reached headquarters since %s. Newer prices and recalls are not known here.",
	OfflineNow: "This device does not reach headquarters. Newer prices and recalls are not known here.", Note: "Please note.", day: "2 Jan 2006", time: "2 Jan 2006, 15:04", decimal: ".",
}

var german = words{
	Lang: "de", Name: "Deutsch",
	Per: "pro", Before: "Preis zuvor", Content: "Inhalt", Origin: "Herkunft", About: "Über dieses Produkt", Ingredients: "Zutaten", Contains: "Enthält", Traces: "Kann Spuren enthalten von",
	Storage: "Aufbewahrung", Use: "Verwendung", Recipe: "Rezept", Certificates: "Zertifikate", Until: "bis", Trace: "Der Weg der Charge %s",
	Lot: "Charge", Links: "Mehr dazu", Number: "Artikelnummer", GoodUntil: "Haltbar bis",
	RecalledTitle: "Zurückgerufen", RecalledDo: "Bitte nicht verwenden. Bringen Sie es in den Markt zurück: Sie bekommen Ihr Geld, auch ohne Kassenbon.",
	RecalledLots: "Chargen dieses Produkts sind zurückgerufen: %s. Bitte sehen Sie auf der Packung nach der Charge.", RecalledSince: "Zurückgerufen am %s",
	NotRecalled: "Kein Rückruf bekannt", NotRecalledDo: "Es darf verkauft werden.",
	ExpiredTitle: "Die Haltbarkeit ist abgelaufen", ExpiredOn: "Es war haltbar bis %s.", ExpiredDo: "Bitte nicht kaufen, und sagen Sie es unserem Personal. Haben Sie es schon gekauft, bringen Sie es zurück.",
	NotExpired: "Es ist noch haltbar", NoDay: "Der Code sagt nicht, bis wann es haltbar ist. Bitte sehen Sie auf der Packung nach.",
	ToProduct: "Über das Produkt", ToRecall: "Was zu tun ist", ToExpired: "Was zu tun ist",
	Choose: "Was möchten Sie sehen?", Unknown: "Dieses Produkt kennen wir nicht", UnknownDo: "Es steht nicht im Preisbuch dieses Markts. Bitte fragen Sie unser Personal.",
	NoBook: "Dieses Gerät hat noch kein Preisbuch. Bitte fragen Sie unser Personal.", Wrong: "Dieser Code ist falsch", WrongDo: "Bitte scannen Sie noch einmal. Bleibt es dabei, ist das Etikett falsch gedruckt: Bitte sagen Sie es unserem Personal.",
	Broken: "Das kann gerade nicht gelesen werden", BrokenDo: "Bitte versuchen Sie es später noch einmal, oder fragen Sie unser Personal.",
	AsOf: "Preisbuch %d vom %s", OfflineSince: "Dieses Gerät hat die Zentrale seit %s nicht erreicht. Neuere Preise und Rückrufe sind hier nicht bekannt.",
	OfflineNow: "Dieses Gerät erreicht die Zentrale nicht. Neuere Preise und Rückrufe sind hier nicht bekannt.", Note: "Bitte beachten.", day: "02.01.2006", time: "02.01.2006, 15:04", decimal: ",",
}

// Price writes an amount with the language's decimal sign.
func (w words) Price(a money.Amount) string { return strings.Replace(price(a), ".", w.decimal, 1) }

// Day writes a date.
func (w words) Day(d gs1.Date) string {
	return time.Date(int(d.Year), d.Month, int(d.Day), 0, 0, 0, 0, time.UTC).Format(w.day)
}

func (w words) moment(t time.Time) string { return t.Local().Format(w.time) }

// Fill puts a text into a sentence.
func (w words) Fill(sentence, text string) string { return fmt.Sprintf(sentence, text) }

// Allergen is an allergen's name.
func (w words) Allergen(a catalog.Allergen) string { return a.In(w.Lang) }

// prefer returns which of several languages suits the reader best: the page's
// own where none does better.
func (w words) prefer(langs []string) int {
	wish := w.wish
	if wish == "" {
		wish = w.Lang
	}
	if i := resolver.Prefer(wish, langs...); i >= 0 {
		return i
	}
	return 0
}
