package screen

import (
	"cmp"
	"log/slog"
	"slices"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

// Entries returns the links of a product, of the lot and of the piece that a
// Digital Link names: those of its sheet, and the pages of the device itself,
// which need no network. What may not be sold leads nobody but to the page that
// says so.
func (s shop) Entries(link *gs1.Message) ([]resolver.Entry, error) {
	it, _ := link.Item(s.now(), nil)
	if it.GTIN == 0 || link.At(0).AI != gs1.AIGTIN {
		return nil, nil
	}
	p, found, err := s.find(it)
	if err != nil {
		s.Log.Error("links not read", slog.String("gtin", it.GTIN.String()), slog.Any("error", err))
	}
	if err != nil || !found {
		return nil, err
	}
	whole := p
	whole.Lot = ""
	all := []resolver.Entry{{Name: p.Name, Links: append(whole.pages(), whole.links("", "")...)}}
	if p.Lot != "" && p.lotKnown() {
		all = append(all, resolver.Entry{
			Qualifiers: []gs1.Element{{AI: gs1.AILot, Value: p.Lot}}, Name: p.Name + ", " + p.Lot,
			Links: append(p.pages(), p.links(p.Lot, "")...),
		})
	}
	if it.Serial != "" {
		for _, lot := range slices.Compact([]string{p.Lot, ""}) {
			if links := p.links(lot, it.Serial); len(links) > 0 {
				e := resolver.Entry{Name: p.Name + ", " + it.Serial, Links: links}
				if lot != "" {
					e.Qualifiers = append(e.Qualifiers, gs1.Element{AI: gs1.AILot, Value: lot})
				}
				e.Qualifiers = append(e.Qualifiers, gs1.Element{AI: gs1.AISerial, Value: it.Serial})
				all = append(all, e)
			}
		}
	}
	if p.Cause != catalog.Sellable {
		warn(all, p)
	}
	return all, nil
}

// lotKnown reports whether there is more to say of the lot than of the product.
func (p piece) lotKnown() bool {
	return slices.Contains(p.Recalled, p.Lot) || p.trace() != nil || slices.ContainsFunc(p.Sheet.Links, func(l catalog.Link) bool { return l.Lot == p.Lot && l.Serial == "" })
}

// trace returns the way of the piece's lot, if it is known.
func (p piece) trace() []catalog.Step {
	for _, l := range p.Sheet.Lots {
		if l.Lot == p.Lot && p.Lot != "" {
			return l.Steps
		}
	}
	return nil
}

// links returns those of the sheet for exactly this lot and serial number.
func (p piece) links(lot, serial string) []resolver.Link {
	var links []resolver.Link
	for _, l := range p.Sheet.Links {
		if l.Lot != lot || l.Serial != serial {
			continue
		}
		to := resolver.Link{Type: resolver.Kind(l.Type), Href: l.Href, Title: l.Title, Media: l.Media, Default: l.Default}
		if l.Lang != "" {
			to.Lang = []string{l.Lang}
		}
		links = append(links, to)
	}
	return links
}

// pages returns the pages that the device itself has for the piece. The
// default is the first of them unless the sheet names another.
func (p piece) pages() []resolver.Link {
	said := func(of func(catalog.Text) string) bool {
		return p.Lot == "" && slices.ContainsFunc(p.Sheet.Texts, func(t catalog.Text) bool { return of(t) != "" })
	}
	var links []resolver.Link
	for _, l := range []struct {
		there           bool
		kind, page, see string
	}{
		{true, "pip", "p", ""},
		{true, "recallStatus", "recall", ""},
		{p.trace() != nil, "traceability", "p", "trace"},
		{p.Lot == "" && len(p.Sheet.Allergens) > 0, "allergenInfo", "p", "ingredients"},
		{said(func(t catalog.Text) string { return t.Ingredients }), "ingredientsInfo", "p", "ingredients"},
		{said(func(t catalog.Text) string { return t.Storage }), "consumerHandlingStorageInfo", "p", "storage"},
		{said(func(t catalog.Text) string { return t.Use }), "instructions", "p", "use"},
		{said(func(t catalog.Text) string { return t.Recipe }), "recipeInfo", "p", "recipe"},
		{p.Lot == "" && len(p.Sheet.Certificates) > 0, "certificationInfo", "p", "certificates"},
	} {
		kind := "gs1:" + l.kind
		taken := slices.ContainsFunc(p.Sheet.Links, func(o catalog.Link) bool { return resolver.Kind(o.Type) == kind && o.Lot == p.Lot && o.Serial == "" })
		if !l.there || taken && l.kind != "pip" {
			continue // what the shop says of it goes before
		}
		title, _ := gs1.LinkTypeTitle(l.kind)
		href := p.at(l.page)
		if l.see != "" {
			href += "?see=" + l.see
		}
		links = append(links, resolver.Link{
			Type: kind, Href: href, Title: p.Name + ": " + title, Lang: []string{english.Lang, german.Lang}, Media: "text/html",
		})
	}
	links[0].Default = !slices.ContainsFunc(p.Sheet.Links, func(l catalog.Link) bool { return l.Default && l.Lot == p.Lot && l.Serial == "" })
	return links
}

// warn makes the page that says why a piece may not be sold its default and
// its page of information, on the most particular level that has a page of the
// device, and takes every other default above that away.
func warn(all []resolver.Entry, p piece) {
	page := map[catalog.Cause]string{catalog.Recalled: "recall", catalog.Expired: "expired"}[p.Cause]
	level := slices.IndexFunc(all, func(e resolver.Entry) bool { return len(e.Qualifiers) == 1 && e.Qualifiers[0].AI == gs1.AILot })
	if level < 0 {
		level, p.Lot = 0, ""
	}
	for i := range all[level:] {
		e := &all[level+i]
		e.Links = slices.DeleteFunc(e.Links, func(l resolver.Link) bool { return l.Type == "gs1:pip" })
		for j := range e.Links {
			e.Links[j].Default = false
		}
	}
	title := map[catalog.Cause]string{catalog.Recalled: english.RecalledTitle, catalog.Expired: english.ExpiredTitle}[p.Cause]
	all[level].Links = slices.Insert(all[level].Links, 0, resolver.Link{
		Type: "gs1:pip", Href: p.at(page), Title: cmp.Or(p.Name, p.GTIN.EAN()) + ": " + title, Lang: []string{english.Lang, german.Lang}, Media: "text/html", Default: true,
	})
}
