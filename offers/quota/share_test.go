package quota

import (
	"slices"
	"testing"
)

func TestShare_IsEvenAndAddsUp(t *testing.T) {
	for _, test := range []struct {
		figure int64
		n      int
		want   []int64
	}{
		{10, 3, []int64{4, 3, 3}}, {2, 3, []int64{1, 1, 0}}, {0, 2, []int64{0, 0}}, {MaxFigure, 1, []int64{MaxFigure}}, {5, 0, nil}, {-1, 2, nil},
	} {
		if got := Share(test.figure, test.n); !slices.Equal(got, test.want) {
			t.Errorf("%d over %d: %v, want %v", test.figure, test.n, got, test.want)
		}
	}
}

func TestBook_WhatHasEndedGivesNothingAndIsRemembered(t *testing.T) {
	b := Book{}
	g := Grant{ID: "g", Offer: "soup", Uses: 5, Until: noon.AddDate(0, 0, 1)}
	if err := b.Give(g); err != nil {
		t.Fatal(err)
	}
	if err := b.Spend(noon, Use{Offer: "soup", Times: 2}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if h, ok := b.End("g"); !ok || h.Uses != 2 || !h.Ended {
			t.Errorf("%+v, %v", h, ok)
		}
	}
	if err := b.Give(g); err != nil || len(b.Left(noon)) != 0 {
		t.Errorf("given again: %v, left %+v", err, b.Left(noon))
	}
	if _, ok := b.End("h"); ok {
		t.Error("what was never given has ended")
	}
	if n := len(b.Forget(g.Until.Add(Keep))); n != 1 {
		t.Errorf("%d are forgotten, want the one", n)
	}
}
