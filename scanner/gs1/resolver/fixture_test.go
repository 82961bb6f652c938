package resolver_test

import (
	"errors"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

// shop is a source with one product that has a link for every rule, of which
// one lot and one piece are known by themselves, a place and a parcel.
type shop struct{}

var errStore = errors.New("the card is gone")

const (
	shirt = "09506000164908"
	place = "9521321000018"
)

func (shop) Entries(link *gs1.Message) ([]resolver.Entry, error) {
	key := link.At(0)
	switch {
	case key == gs1.Element{AI: gs1.AIGTIN, Value: shirt}:
		return []resolver.Entry{
			{Name: "Shirt", Links: []resolver.Link{
				{Type: "gs1:certificationInfo", Href: "https://cert.example/all", Title: "Certificates", Media: "text/html"},
				{Type: "gs1:certificationInfo", Href: "https://cert.example/fr", Title: "Certificat", Media: "text/html", Lang: []string{"fr"}},
				{Type: "gs1:certificationInfo", Href: "https://cert.example/one", Title: "A certificate", Media: "text/html"},
				{Type: "gs1:certificationInfo", Href: "https://cert.example/1.pdf", Title: "As PDF", Media: "application/pdf"},
				{Type: "gs1:certificationInfo", Href: "https://cert.example/2.pdf", Title: "In English", Media: "application/pdf", Lang: []string{"en"}},
				{Type: "gs1:certificationInfo", Href: "https://cert.example/3.pdf", Title: "For Sri Lanka", Media: "application/pdf", Lang: []string{"en"}, Context: []string{"LK"}},
				{Type: "https://ref.gs1.org/voc/pip", Href: "/p/shirt", Title: "Product page", Media: "text/html", Lang: []string{"en"}, Default: true},
				{Type: "gs1:pip", Href: "/p/shirt?l=de", Title: "Produktseite", Media: "text/html", Lang: []string{"de"}, Default: true},
				{Type: "gs1:sustainabilityInfo", Href: "https://shirt.example/green", Title: "Sustainability", Media: "text/html"},
				{Type: "gs1:instructions", Href: "https://shirt.example/wash#hot", Media: "text/html", Lang: []string{"zh-Hant"}},
				{Type: "https://schema.org/video", Href: "https://shirt.example/video", Title: "Video"},
				{Type: "gs1:socialMedia", Href: "javascript:alert(1)", Title: "not a page"},
				{Type: "not a type", Href: "https://shirt.example/none", Title: "of no type"},
			}},
			{Qualifiers: []gs1.Element{{AI: gs1.AILot, Value: "A7"}}, Name: "Shirt, lot A7", Links: []resolver.Link{
				{Type: "gs1:traceability", Href: "/p/shirt/A7", Title: "Where lot A7 comes from", Lang: []string{"en", "de"}, Media: "text/html"},
				{Type: "gs1:recallStatus", Href: "/recall/shirt/A7", Title: "Lot A7 is called back", Default: true},
			}},
			{Qualifiers: []gs1.Element{{AI: gs1.AISerial, Value: "1234"}}, Name: "Shirt no. 1234", Links: []resolver.Link{
				{Type: "gs1:dpp", Href: "https://dpp.example/1234", Title: "Its passport", Media: "application/vc"},
			}},
		}, nil
	case key == gs1.Element{AI: 1_414, Value: place}:
		return []resolver.Entry{
			{Name: "Shop", Links: []resolver.Link{{Type: "gs1:locationInfo", Href: "https://shop.example/", Title: "The shop"}}},
			{Qualifiers: []gs1.Element{{AI: 1_254, Value: "A1"}}, Name: "Shelf A1", Links: []resolver.Link{{Type: "gs1:menuInfo", Href: "/", Title: "What is here"}}},
		}, nil
	case key.AI == gs1.AISSCC:
		return []resolver.Entry{{Links: []resolver.Link{{Type: "gs1:logisticsInfo", Href: "/parcel"}}}}, nil
	case key.AI == 1_8004:
		return nil, errStore
	}
	return nil, nil
}
