package resolver_test

import (
	"fmt"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

// shelf knows one product, and more of one of its lots.
type shelf struct{}

func (shelf) Entries(link *gs1.Message) ([]resolver.Entry, error) {
	if gtin, _ := link.Value(gs1.AIGTIN); gtin != "09521234543213" {
		return nil, nil
	}
	return []resolver.Entry{
		{Name: "Yoghurt 500 g", Links: []resolver.Link{
			{Type: "gs1:pip", Href: "/p/09521234543213", Title: "Product page", Default: true},
			{Type: "gs1:recipeInfo", Href: "https://cook.example/soup", Title: "Suppe", Lang: []string{"de"}},
			{Type: "gs1:recipeInfo", Href: "https://cook.example/soup?l=en", Title: "Soup", Lang: []string{"en"}},
		}},
		{Qualifiers: []gs1.Element{{AI: gs1.AILot, Value: "A7"}}, Name: "Yoghurt 500 g, lot A7", Links: []resolver.Link{
			{Type: "gs1:recallStatus", Href: "/recall/A7", Title: "Lot A7 is called back", Default: true},
		}},
	}, nil
}

func ExampleResolver_Answer() {
	r := resolver.Resolver{Source: shelf{}}
	for _, q := range []resolver.Request{
		{Path: "/01/09521234543213"},
		{Path: "/01/09521234543213/10/A7/21/1"},
		{Path: "/01/09521234543213/10/B2", Query: "linkType=gs1:recipeInfo", Language: "en"},
		{Path: "/01/09521234543213", Query: "linkType=gs1:dpp"},
		{Path: "/01/09521234543214"},
	} {
		q.Method, q.Base = "GET", "https://shelf.example"
		a, _ := r.Answer(q)
		fmt.Println(a.Status, a.Location+a.Reason)
	}
	// Output:
	// 307 https://shelf.example/p/09521234543213
	// 307 https://shelf.example/recall/A7
	// 307 https://cook.example/soup?l=en&linkType=gs1:recipeInfo
	// 404 no link of the type gs1:dpp is known here of https://shelf.example/01/09521234543213; ?linkType=linkset lists those that are
	// 400 this is no valid GS1 Digital Link: (01) GTIN "09521234543214" fails its check digit (the last digit should be 3); scan again; if it repeats, the label is misprinted
}
