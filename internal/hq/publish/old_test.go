package publish

import (
	"errors"
	"slices"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/sync/wire"
)

func TestPublish_LeavesOutWhatADeviceOfTheStoreDoesNotKnow(t *testing.T) {
	s := newLawShop(t)
	hello := func(device string, knows uint64, at time.Time) {
		t.Helper()
		h := wire.Hello{Incarnation: "inc-" + device, Session: 1, Role: "cart", Version: "1", Offers: knows, Clock: wire.Reading{Wall: at}}
		if _, _, err := s.l.Hello(t.Context(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: device}, h, at); err != nil {
			t.Fatal(err)
		}
	}
	plain, grouped := s.off("plain", 100_000, 0, 90), s.off("grouped", 200_000, 0, 90)
	plain.AnnounceReduction, grouped.AnnounceReduction, grouped.StackGroup = false, false, "g"
	publish := func(day int, want int, wantLeft ...string) {
		t.Helper()
		left, device, err := LeftOut(t.Context(), s.l, "demo", "berlin-1", []offers.Offer{plain, grouped}, s.day(day))
		if err != nil || !slices.Equal(left, wantLeft) || len(left) > 0 && device != "cart-2" {
			t.Errorf("left out for %s: %v, %v, want %v", device, left, err, wantLeft)
		}
		m, err := s.publish(day, 129, 0, plain, grouped)
		if must(t, m, err); m.Offers != want {
			t.Errorf("%d offers are in the book, want %d", m.Offers, want)
		}
	}
	publish(0, 2) // nobody is there who could mind
	hello("cart-1", offers.Vocabulary, s.day(1))
	publish(1, 2)
	hello("cart-2", 0, s.day(2))
	publish(2, 1, "grouped")
	log, err := s.l.Prices(t.Context(), "demo", "berlin-1")
	if err != nil {
		t.Fatal(err)
	}
	if l := log.Of(milk); l[l.At(s.day(2))].Minor != 116 {
		t.Errorf("the log takes the offer that is left out for a price: %v", l)
	}
	s.change = func(p *catalog.Product) { p.Sold = catalog.PerLitre }
	if _, err := s.publish(3, 129, 0); !errors.Is(err, ErrFile) {
		t.Errorf("goods by the litre in a store with an old device: %v", err)
	}
	s.change = nil
	publish(33, 2) // it has not been heard for a month
}
