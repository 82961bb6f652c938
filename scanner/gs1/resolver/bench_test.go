package resolver_test

import (
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

func BenchmarkAnswer(b *testing.B) {
	known := []resolver.Entry{{Name: "Milk", Links: []resolver.Link{{Type: "gs1:pip", Href: "/p/" + shirt, Title: "Milk", Default: true}, {Type: "gs1:recipeInfo", Href: "https://a.example/"}}}}
	r := resolver.Resolver{Source: sourceFunc(func(*gs1.Message) ([]resolver.Entry, error) { return known, nil })}
	for name, q := range map[string]resolver.Request{
		"redirect": {Path: "/01/" + shirt + "/10/A7", Query: "17=270101"},
		"browser":  {Path: "/01/" + shirt, Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", Language: "de-DE,de;q=0.9,en;q=0.8"},
		"linkset":  {Path: "/01/" + shirt, Query: "linkType=linkset"},
		"wrong":    {Path: "/01/09506000164907"},
	} {
		q.Method, q.Base = "GET", base
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = r.Answer(q)
			}
		})
	}
}
