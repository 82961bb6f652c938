package shopper_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/shopper"
	"endcap/scanner/gs1"
)

const (
	eggs   = gs1.GTIN(9520001101489)
	butter = gs1.GTIN(9520001100406)
	jam    = gs1.GTIN(4006381333931)
)

func TestSuggest_TellsWhatIsMissingAndWhy(t *testing.T) {
	ago := func(days int) gs1.Date { return gs1.DateOf(noon.AddDate(0, 0, -days)) }
	due := func(list ...shopper.Due) *shopper.Token { return &shopper.Token{Due: list} }
	friend := &shopper.Token{Recommended: []gs1.GTIN{bread, jam}, Favourites: []gs1.GTIN{eggs, butter}, Due: []shopper.Due{{GTIN: jam, Days: 10, Last: ago(10)}}}
	for _, c := range []struct {
		name  string
		token *shopper.Token
		here  shopper.Here
		want  []shopper.Suggestion
	}{
		{"nobody in an empty basket", nil, shopper.Here{}, nil},
		{"a day too early", due(shopper.Due{GTIN: milk, Days: 10, Last: ago(7)}), shopper.Here{}, nil},
		{"just due", due(shopper.Due{GTIN: milk, Days: 10, Last: ago(8)}), shopper.Here{}, []shopper.Suggestion{{GTIN: milk, Why: shopper.IsDue}}},
		{"still due", due(shopper.Due{GTIN: milk, Days: 10, Last: ago(15)}), shopper.Here{}, []shopper.Suggestion{{GTIN: milk, Why: shopper.IsDue}}},
		{"not wanted any more", due(shopper.Due{GTIN: milk, Days: 10, Last: ago(16)}), shopper.Here{}, nil},
		{"bought tomorrow", due(shopper.Due{GTIN: milk, Days: 1, Last: ago(-1)}), shopper.Here{}, nil},
		{"in the basket already", due(shopper.Due{GTIN: milk, Days: 10, Last: ago(10)}), shopper.Here{Basket: []gs1.GTIN{milk}}, nil},
		{"not sold here", due(shopper.Due{GTIN: milk, Days: 10, Last: ago(10)}), shopper.Here{Sold: func(gs1.GTIN) bool { return false }}, nil},
		{
			"the longest overdue first, then by number",
			due(shopper.Due{GTIN: milk, Days: 10, Last: ago(10)}, shopper.Due{GTIN: butter, Days: 20, Last: ago(20)}, shopper.Due{GTIN: eggs, Days: 5, Last: ago(7)}),
			shopper.Here{},
			[]shopper.Suggestion{{GTIN: eggs, Why: shopper.IsDue}, {GTIN: milk, Why: shopper.IsDue}, {GTIN: butter, Why: shopper.IsDue}},
		},
		{
			"each once, favourites only with an offer, and no more than asked for",
			friend,
			shopper.Here{
				Basket: []gs1.GTIN{milk}, Offered: func(g gs1.GTIN) bool { return g == butter },
				Together: func(gs1.GTIN) []gs1.GTIN { t.Error("asked though there is enough"); return nil },
			},
			[]shopper.Suggestion{{GTIN: jam, Why: shopper.IsDue}, {GTIN: bread, Why: shopper.Recommended}, {GTIN: butter, Why: shopper.Favourite}},
		},
		{
			"what goes with the newest first",
			nil,
			shopper.Here{Basket: []gs1.GTIN{milk, bread}, Together: func(g gs1.GTIN) []gs1.GTIN {
				return map[gs1.GTIN][]gs1.GTIN{milk: {eggs, bread}, bread: {jam, eggs, butter}}[g]
			}},
			[]shopper.Suggestion{{eggs, shopper.Together, milk}, {jam, shopper.Together, bread}, {butter, shopper.Together, bread}},
		},
	} {
		c.here.Now = noon
		if diff := cmp.Diff(shopper.Suggest(c.token, c.here, 3), c.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", c.name, diff)
		}
	}
}
