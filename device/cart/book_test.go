package cart_test

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
)

func TestController_ABookThatSwitchesRepricesAndTellsWatchers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c := running(t, m, nil)
		if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // what the scan changed is shown
		changed, end := c.Watch()
		defer end()
		m.Change(func() {
			p := m.Products[bread]
			p.Price.Minor = 99
			m.Products[bread] = p
			m.Manifest.Version = 2
		})
		c.BookChanged()
		<-changed
		if v := c.View(); v.Total.String() != "0.99 EUR" || v.Book != 2 {
			t.Errorf("total %s under book %d, want 0.99 EUR under 2", v.Total, v.Book)
		}
		m.Change(func() { m.Manifest.Currency = "?" })
		c.BookChanged()
		synctest.Wait()
		if v := c.View(); v.Total.String() != "0.99 EUR" || v.Book != 2 {
			t.Errorf("a book that cannot be read left %s under book %d", v.Total, v.Book)
		}
	})
}

// hasty is a store in which a new price book comes into force while a product
// is looked up, and nobody was told yet.
type hasty struct {
	*devicetest.Store
	switches int // that come yet
}

func (h *hasty) Product(g gs1.GTIN) (catalog.Product, bool, error) {
	p, ok, err := h.Store.Product(g)
	if h.switches > 0 {
		h.switches--
		minor := int64(110 - 10*(h.Manifest.Version+1))
		h.Reprice(bread, minor)
		h.Change(func() {
			p := h.Products[berries]
			p.Price.Minor = minor
			h.Products[berries] = p
		})
	}
	return p, ok, err
}

func TestController_ABookThatComesDuringAScanIsTheBookOfTheWholeBasket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &hasty{Store: devicetest.Shop()}
		m.Deals = nil
		c := running(t, m, nil)
		if err := c.Scan(t.Context(), read(ean(berries))); err != nil {
			t.Fatal(err)
		}
		for _, switches := range []int{1, 2} {
			m.switches = switches
			if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
				t.Fatal(err)
			}
			v := c.View()
			want := int64(110 - 10*m.Manifest.Version)
			if v.Book != m.Manifest.Version || v.Lines[0].Each.Minor != want || v.Lines[1].Each.Minor != want {
				t.Errorf("under book %d of %d: %s and %s, want %d", v.Book, m.Manifest.Version, v.Lines[0].Each, v.Lines[1].Each, want)
			}
		}
		v := c.View()
		if err := c.Pay(t.Context(), v.Basket, v.Total); err != nil {
			t.Fatal(err)
		}
		var sale basket.Sale
		if err := json.Unmarshal(m.Events[len(m.Events)-1].Data, &sale); err != nil {
			t.Fatal(err)
		}
		for _, l := range sale.Lines {
			if l.Book != 4 {
				t.Errorf("%s was sold by book %d, want 4", l.Name, l.Book)
			}
		}
	})
}

func TestController_AnOfferThatEndsByTheClockEndsOnTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		m.Deals[0].Valid.To = time.Now().Add(time.Minute)
		c := running(t, m, nil)
		for range 3 {
			if err := c.Scan(t.Context(), read(ean(berries))); err != nil {
				t.Fatal(err)
			}
		}
		if got := c.View().Total.String(); got != "4.00 EUR" {
			t.Errorf("on offer it is %s, want 4.00 EUR", got)
		}
		time.Sleep(time.Minute + cart.RepriceEvery)
		synctest.Wait()
		if got := c.View().Total.String(); got != "7.47 EUR" {
			t.Errorf("after the offer it is %s, want 7.47 EUR", got)
		}
	})
}
