package screen

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// piecePage is a product, or one of its lots, in the terms of its page.
type piecePage struct {
	leaf
	piece
	Text catalog.Text // in the reader's language, or the first
}

func newPiecePage(p *pages, r *http.Request, this piece) piecePage {
	page := piecePage{leaf: newLeaf(p, r), piece: this}
	var langs []string
	for _, t := range this.Sheet.Texts {
		langs = append(langs, t.Lang)
	}
	if len(langs) > 0 {
		page.Text = this.Sheet.Texts[page.W.prefer(langs)]
	}
	return page
}

// sections are the parts of the page of a product in their order.
var sections = [...]string{"trace", "about", "ingredients", "origin", "storage", "use", "recipe", "certificates", "links"}

// Sections are the parts of the page, the one first that the link asks for.
func (p piecePage) Sections() []string {
	all := slices.Clone(sections[:])
	if i := slices.Index(all, p.address.Query().Get("see")); i > 0 {
		all = slices.Insert(slices.Delete(all, i, i+1), 0, sections[i])
	}
	return all
}

// Title returns the name of the product, or the number under its bar code.
func (p piecePage) Title() string {
	if p.Name != "" {
		return p.Name
	}
	return p.GTIN.EAN()
}

// Cost is the price with what it is for.
func (p piecePage) Cost() string {
	cost := p.W.Price(p.Price)
	if p.Sold.Measured() {
		cost += " " + p.W.Per + " " + string(p.Sold)
	}
	return cost
}

// UnitCost is the unit price of Directive 98/6/EC, "" where it is the price.
func (p piecePage) UnitCost() string {
	each, per, ok := p.UnitPrice()
	if !ok || p.Sold.Measured() || each == p.Price {
		return ""
	}
	return p.W.Price(each) + " " + p.W.Per + " " + per
}

// Before is the prior price of an announced reduction (Directive 98/6/EC Art.
// 6a), "" where none is announced or known.
func (p piecePage) Before() string {
	if p.Was == (money.Amount{}) {
		return ""
	}
	return p.W.Price(p.Was)
}

// prose is a section of nothing but a text.
type prose struct {
	ID, Title string
	Lines     []string
}

// Prose returns a section by its name, nil where the sheet says nothing of it.
func (p piecePage) Prose(section string) *prose {
	var s prose
	switch t, w := p.Text, p.W; section {
	case "about":
		s = prose{section, w.About, paragraphs(t.About)}
	case "origin":
		s = prose{section, w.Origin, paragraphs(cmp.Or(t.Origin, p.Origin))}
	case "storage":
		s = prose{section, w.Storage, paragraphs(t.Storage)}
	case "use":
		s = prose{section, w.Use, paragraphs(t.Use)}
	case "recipe":
		s = prose{section, w.Recipe, paragraphs(t.Recipe)}
	}
	if len(s.Lines) == 0 {
		return nil
	}
	return &s
}

// Trace is the way of the lot.
func (p piecePage) Trace() []catalog.Step { return p.trace() }

// Expired says that the last day is over and nothing worse.
func (p piecePage) Expired() bool { return p.Cause == catalog.Expired }

// CalledBack says that this piece is called back.
func (p piecePage) CalledBack() bool { return p.Cause == catalog.Recalled }

// OtherLots are the lots that are called back where the piece does not tell
// its own.
func (p piecePage) OtherLots() string {
	if p.Lot != "" || p.CalledBack() {
		return ""
	}
	return strings.Join(p.Recalled, ", ")
}

// HasDay says that a last day is known.
func (p piecePage) HasDay() bool { return p.LastDay != (gs1.Date{}) }

// Until is the last day, and the hour on it where there is one.
func (p piecePage) Until() string {
	if p.Hour != "" {
		return p.W.Day(p.LastDay) + ", " + p.Hour
	}
	return p.W.Day(p.LastDay)
}

// Fine says that nothing is known against the piece, nor against any lot that
// may be its own.
func (p piecePage) Fine() bool { return p.Cause == catalog.Sellable && p.OtherLots() == "" }

// To is the address of another page of the same piece, with the same query.
func (p piecePage) To(page string) string {
	if q := p.address.RawQuery; q != "" {
		return p.at(page) + "?" + q
	}
	return p.at(page)
}

// Notice is why the product was called back, in the reader's language.
func (p piecePage) Notice() catalog.Notice {
	r := p.Sheet.Recall
	if r == nil || len(r.Notices) == 0 {
		return catalog.Notice{}
	}
	var langs []string
	for _, n := range r.Notices {
		langs = append(langs, n.Lang)
	}
	return r.Notices[p.W.prefer(langs)]
}

// RecalledSince is the day of the recall, "" if it is not told.
func (p piecePage) RecalledSince() string {
	if p.Sheet.Recall == nil || p.Sheet.Recall.Since == (gs1.Date{}) {
		return ""
	}
	return p.W.Fill(p.W.RecalledSince, p.W.Day(p.Sheet.Recall.Since))
}

// Allergens are those that the product contains, or may contain.
func (p piecePage) Allergens(traces bool) string {
	var names []string
	for _, a := range p.Sheet.Allergens {
		if a.Traces == traces {
			names = append(names, p.W.Allergen(a))
		}
	}
	return strings.Join(names, ", ")
}

// paragraphs are the lines of a text.
func paragraphs(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

// shownLink is a link of the sheet for people.
type shownLink struct{ Href, Title, Lang string }

// Further are the links of the sheet that suit the piece.
func (p piecePage) Further() []shownLink {
	var all []shownLink
	for _, l := range slices.Concat(p.links(p.Lot, ""), p.links("", "")) {
		if !slices.ContainsFunc(all, func(o shownLink) bool { return o.Href == l.Href }) {
			all = append(all, shownLink{l.Href, cmp.Or(l.Title, l.Href), strings.Join(l.Lang, " ")})
		}
	}
	return all
}

// Ingredients are the paragraphs of the list, with its allergens set off.
func (p piecePage) Ingredients() [][]run {
	var all [][]run
	for _, l := range paragraphs(p.Text.Ingredients) {
		all = append(all, emphasise(l, p.Text.Lang, p.Sheet.Allergens))
	}
	return all
}
