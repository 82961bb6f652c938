package resolver_test

import (
	"net/http/httptest"
	"testing"

	"endcap/scanner/gs1/resolver"
	"endcap/scanner/gs1/resolver/resolvertest"
)

func TestHandler_ConformsToTheStandard(t *testing.T) {
	s := httptest.NewServer(resolver.Resolver{Name: "shelf-03", Source: shop{}}.Handler("", nil))
	t.Cleanup(s.Close)
	for name, path := range map[string]string{
		"Product": "/01/" + shirt, "Lot": "/01/" + shirt + "/10/A7", "Piece": "/01/" + shirt + "/10/A7/21/1234",
		"Serial": "/01/" + shirt + "/21/1234", "Place": "/414/" + place, "Shelf": "/414/" + place + "/254/A1",
	} {
		t.Run(name, func(t *testing.T) { resolvertest.Conform(t, s.URL, path) })
	}
}
