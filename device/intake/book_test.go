package intake_test

import (
	"errors"
	"testing"

	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/offers"
	"endcap/scanner/gs1"
)

// restless is a store in which another price book comes into force after the
// offers of one were read.
type restless struct {
	*devicetest.Store
	switches int // that come yet
}

func (r *restless) Offers() ([]offers.Offer, error) {
	all, err := r.Store.Offers()
	if r.switches > 0 {
		r.switches--
		r.Reprice(devicetest.Milk, int64(1000*(r.Manifest.Version+1)))
		r.Change(func() { r.Deals = nil })
	}
	return all, err
}

func TestReadBook_IsOfOneBook(t *testing.T) {
	r := &restless{devicetest.Shop(), 2}
	b, err := intake.ReadBook(r, []gs1.GTIN{devicetest.Milk})
	if err != nil {
		t.Fatal(err)
	}
	if p := b.Products[devicetest.Milk]; b.Version != 3 || p.Price.Minor != 3000 || b.Offers.Hint(p, noon) != "" {
		t.Errorf("got book %d with %s", b.Version, p.Price)
	}
	r.switches = 1 << 20
	if _, err := intake.ReadBook(r, nil); !errors.Is(err, intake.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
}
