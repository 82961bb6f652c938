package databar

import "testing"

// Ensure the kinds have the numbers of characters that the standard tells.
func TestKind_HasAsManyCharactersAsTheStandardSays(t *testing.T) {
	for _, c := range []struct {
		name string
		k    *kind
		want int
	}{{"outer", &outer, 2841}, {"inner", &inner, 1597}, {"expanded", &wide, 4192}, {"limited", &half, 2013571}} {
		got := 0
		for _, g := range c.k.groups {
			n := c.k.elements / 2
			got += g.odds * g.evens
			if odds := patterns(n, g.odd, g.widestOdd, !c.k.narrowOdd); odds < g.odds {
				t.Errorf("%s: %d patterns of %d modules, want %d", c.name, odds, g.odd, g.odds)
			}
			if evens := patterns(n, c.k.modules-g.odd, g.widestEven, c.k.narrowOdd); evens != g.evens {
				t.Errorf("%s: %d patterns of %d modules, want %d", c.name, evens, c.k.modules-g.odd, g.evens)
			}
		}
		if got != c.want {
			t.Errorf("%s: %d characters, want %d", c.name, got, c.want)
		}
	}
}
