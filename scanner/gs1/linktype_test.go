package gs1

import (
	"cmp"
	"slices"
	"testing"
)

func TestLinkTypes_AreFoundByTheirNames(t *testing.T) {
	n := 0
	for name, title := range LinkTypes() {
		if got, ok := LinkTypeTitle(name); !ok || got != title || title == "" {
			t.Errorf("%s: got %q %t, want %q", name, got, ok, title)
		}
		n++
	}
	if n != 60 {
		t.Errorf("got %d, want 60", n)
	}
	if !slices.IsSortedFunc(linkTypes[:], func(a, b linkType) int { return cmp.Compare(a.name, b.name) }) {
		t.Error("they are out of order, so some are not found")
	}
	for _, name := range []string{"", "gs1:pip", "PIP", "zzz"} {
		if _, ok := LinkTypeTitle(name); ok {
			t.Errorf("%q is taken for a link type", name)
		}
	}
}

func TestAI_KeysBeginDigitalLinks(t *testing.T) {
	var got []string
	for ai := range AIs() {
		if ai.Key() {
			got = append(got, ai.String())
		}
	}
	want := []string{"00", "01", "253", "255", "401", "402", "414", "415", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
