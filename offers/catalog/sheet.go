package catalog

import "endcap/scanner/gs1"

// Sheet is what the shop tells of a product beyond its price: where it comes
// from, what is in it, how to use it, and the links of its Digital Link. A
// till never reads it; the pages of the shelf and the cart do.
type Sheet struct {
	GTIN  gs1.GTIN `json:"gtin"`
	Links []Link   `json:"links,omitempty"`
	// Texts hold the words, once for each language. The first is shown to whom
	// none of the others suits.
	Texts        []Text        `json:"texts,omitempty"`
	Allergens    []Allergen    `json:"allergens,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`
	Lots         []Lot         `json:"lots,omitempty"`
	Recall       *Recall       `json:"recall,omitempty"`
	// Together are products that are often bought with it, the most often first.
	Together []gs1.GTIN `json:"together,omitempty"`
}

// Link is one target of a product's Digital Link.
type Link struct {
	// Type is a link type of the GS1 Web Vocabulary, such as "gs1:recipeInfo",
	// or the https address of any other.
	Type string `json:"type"`
	// Href is where it leads: an https address, or the path of a page of the
	// device itself.
	Href  string `json:"href"`
	Title string `json:"title"`
	// Lang is a language (BCP 47), Media a media type; "" is any.
	Lang  string `json:"lang,omitempty"`
	Media string `json:"media,omitempty"`
	// Lot and Serial narrow the link to pieces of one lot or to one piece.
	Lot    string `json:"lot,omitempty"`
	Serial string `json:"serial,omitempty"`
	// Default makes it the link for whom asks for none in particular, one for
	// the product and one for each lot and piece that has links. Without one it
	// is the shop's own page of the product.
	Default bool `json:"default,omitempty"`
}

// Text is what a sheet says in one language. A line break begins a paragraph.
type Text struct {
	Lang        string `json:"lang"` // BCP 47, such as "de"
	About       string `json:"about,omitempty"`
	Origin      string `json:"origin,omitempty"` // more than Product.Origin has room for
	Ingredients string `json:"ingredients,omitempty"`
	Use         string `json:"use,omitempty"`
	Storage     string `json:"storage,omitempty"`
	Recipe      string `json:"recipe,omitempty"`
}

// Certificate is what somebody vouches for.
type Certificate struct {
	Name   string   `json:"name"` // such as "EU organic"
	By     string   `json:"by,omitempty"`
	Number string   `json:"number,omitempty"`
	Until  gs1.Date `json:"until,omitzero"`
	Href   string   `json:"href,omitempty"`
}

// Lot is the way of one lot to the shop.
type Lot struct {
	Lot   string `json:"lot"`
	Steps []Step `json:"steps"`
}

// Step is one station on the way of a lot, in the order of days.
type Step struct {
	Day   gs1.Date `json:"day"`
	What  string   `json:"what"` // such as "harvested"
	Where string   `json:"where"`
}

// Recall tells a shopper why lots were called back and what to do. Which lots
// may not be sold is said by Product.Recalled alone.
type Recall struct {
	Since gs1.Date `json:"since"`
	// Notices say it once for each language, as Sheet.Texts do.
	Notices []Notice `json:"notices"`
}

// Notice is a recall in the words of one language.
type Notice struct {
	Lang   string `json:"lang"`
	Why    string `json:"why"`
	Advice string `json:"advice"`
}
