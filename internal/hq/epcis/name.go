package epcis

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"endcap/internal/hq/ledger"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Kinds of own identifiers, the words that CBV 2.0 has stand before the last
// part.
const (
	ownObject   = "obj"
	ownClass    = "class"
	ownLocation = "loc"
	ownBusiness = "bt"
)

// class names a product, and its lot unless that is "".
func (m *Mapping) class(tenant string, g gs1.GTIN, lot string) string {
	if g.Class() != gs1.ClassRestricted {
		if link, ok := m.link(gs1.Link("", gs1.Item{GTIN: g, Lot: lot})); ok {
			return link
		}
	}
	id := g.String()
	if lot != "" {
		id += "." + lot
	}
	return m.own(ownClass, id, tenant)
}

// thing names one piece by its serial number, if GS1 lets it.
func (m *Mapping) thing(g gs1.GTIN, serial string) (string, bool) {
	if serial == "" || g.Class() == gs1.ClassRestricted {
		return "", false
	}
	return m.link(gs1.Link("", gs1.Item{GTIN: g, Serial: serial}))
}

// store names a store as a location.
func (m *Mapping) store(a wire.Address) *Place {
	if gln := m.GLN[a.Store]; gln != "" {
		return &Place{m.Root + "/414/" + gln}
	}
	return &Place{m.own(ownLocation, a.Store, a.Tenant)}
}

// place names a shelf place as a location.
func (m *Mapping) place(a wire.Address, place string) *Place {
	if gln := m.GLN[a.Store]; gln != "" {
		if link, ok := m.link("/414/" + gln + "/254/" + escape(place)); ok {
			return &Place{link}
		}
	}
	return &Place{m.own(ownLocation, place, a.Tenant, a.Store)}
}

// asset names a cart or a shelf place as a thing that holds goods.
func (m *Mapping) asset(a wire.Address, place string) string {
	if m.GIAI != "" {
		if link, ok := m.link("/8004/" + m.GIAI + escape(a.Store+"."+place)); ok {
			return link
		}
	}
	return m.own(ownObject, place, a.Tenant, a.Store)
}

// basket names what was paid at once. Baskets are numbered within a store of
// a device; the incarnation keeps those of a store made anew apart.
func (m *Mapping) basket(e ledger.Entry, id string) string {
	id += "." + e.Incarnation
	if gln := m.GLN[e.From.Store]; gln != "" {
		return "urn:epcglobal:cbv:bt:" + gln + ":" + escape(id)
	}
	return m.own(ownBusiness, id, e.From.Tenant, e.From.Store)
}

// link puts the root before the path of a Digital Link, if a strict reader of
// Digital Links takes it.
func (m *Mapping) link(path string) (string, bool) {
	link := m.Root + path
	_, err := gs1.ParseLink(link)
	return link, err == nil
}

// own is an identifier of the retailer's own: below his root, or a URN.
func (m *Mapping) own(kind, id string, within ...string) string {
	parts := append(slices.Clone(within), kind, escape(id))
	if m.Root == GS1Root {
		return "urn:endcap:" + strings.Join(parts, ":")
	}
	return m.Root + "/" + strings.Join(parts, "/")
}

// escape keeps what may stand in any part of a URI (RFC 3986 section 2.3) and
// encodes the rest.
func escape(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// plainURL is true for a web address below which paths may be put.
func plainURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

// checkGLN tells of every GLN that is none.
func (o Options) checkGLN() (faults error) {
	for _, store := range slices.Sorted(maps.Keys(o.GLN)) {
		if _, err := gs1.ParseLink(GS1Root + "/414/" + escape(o.GLN[store])); err != nil {
			faults = errors.Join(faults, fmt.Errorf("epcis: the GLN %.80q of store %.80s: use the 13 digits that GS1 gave it: %w", o.GLN[store], store, err))
		}
	}
	return faults
}
