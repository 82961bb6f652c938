package shelf_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/device"
	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/device/shelf"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/scanner"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

func places() []shelf.Place {
	return []shelf.Place{
		{Label: "l-1", Place: "A3-1", GTIN: berries},
		{Label: "l-2", Place: "A3-2", GTIN: milk},
	}
}

// opened is a shelf that knows its prices, and what it wants drawn.
func opened(t testing.TB, m *devicetest.Store) (shelf.State, []label.Facts) {
	t.Helper()
	s, effects := shelf.NewState(places(), []int64{0, 5}).On(bookChanged(t, m), noon)
	return s, draws(effects)
}

func draws(effects []shelf.Effect) (f []label.Facts) {
	for _, e := range effects {
		if d, ok := e.(shelf.Draw); ok {
			f = append(f, d.Facts)
		}
	}
	return f
}

func step(effects []shelf.Effect) (s journal.Step, signal shelf.Signal) {
	for _, e := range effects {
		switch e := e.(type) {
		case shelf.Commit:
			s = e.Step
		case shelf.Signal:
			signal = e
		case shelf.Draw:
		}
	}
	return s, signal
}

func TestOn_StockingCountsAtThePlaceOfTheProduct(t *testing.T) {
	m := devicetest.Shop()
	s, _ := opened(t, m)
	sym := scanner.Symbol{Format: "CODE_128", GS1: true, ID: "scan-1", Text: "010952000110037617261231" + "10GOOD7"}
	s, effects := s.On(scanned(t, m, sym), noon)
	got, signal := step(effects)
	want := journal.Step{Scan: "scan-1", Moves: []stock.Movement{{
		GTIN: milk, Lot: "GOOD7", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 31}, Place: "A3-2", Quantity: 1, Cause: stock.Stocked, At: noon,
	}}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("step (-got +want):\n%s", diff)
	}
	v := s.View(noon)
	if v.Labels[1].OnHand != 6 || v.Notice != "Milk stocked at A3-2." || v.Bad || signal != (shelf.Signal{Signal: device.Good, Label: "l-2"}) {
		t.Errorf("view %+v, signal %+v", v, signal)
	}
}

func TestOn_WhatMayNotBeSoldIsNotStocked(t *testing.T) {
	m := devicetest.Shop()
	for _, c := range []struct {
		name  string
		sym   scanner.Symbol
		cause intake.Cause
		says  string
	}{
		{"expired", scanner.Symbol{Format: "CODE_128", GS1: true, Text: "0109520001100376172611201" + "0GOOD7"}, intake.Expired, "Do not put it on the shelf."},
		{"recalled", scanner.Symbol{Format: "CODE_128", GS1: true, Text: "0109520001100376" + "10BAD1"}, intake.Recalled, "Milk is recalled (lot BAD1)"},
		{"without a place", ean(bread), intake.Unfit, "Bread has no place on this shelf."},
		{"unknown", ean(absent), intake.Unknown, "Report it to headquarters."},
		{"no product", scanner.Symbol{Format: "QR_CODE", Text: "https://example.com"}, intake.NotAProduct, "Scan the bar code of a product."},
	} {
		before, _ := opened(t, m)
		s, effects := before.On(scanned(t, m, c.sym), noon)
		got, signal := step(effects)
		if len(got.Moves) != 0 || len(got.Events) != 1 || got.Events[0].Type != wire.ItemRefused {
			t.Errorf("%s: step %+v", c.name, got)
			continue
		}
		var r intake.Refusal
		if err := json.Unmarshal(got.Events[0].Data, &r); err != nil || r.Cause != c.cause {
			t.Errorf("%s: cause %q, want %q", c.name, r.Cause, c.cause)
		}
		if v := s.View(noon); !v.Bad || !strings.Contains(v.Notice, c.says) || signal.Signal != device.Bad {
			t.Errorf("%s: notice %q, want %q", c.name, v.Notice, c.says)
		}
	}
}

func TestOn_OnlyLabelsThatLookDifferentAreDrawn(t *testing.T) {
	m := devicetest.Shop()
	s, first := opened(t, m)
	if len(first) != 2 || first[0].Offer != "3 for 4.00 EUR" || first[0].Link != "https://id.example.com/01/04006381333931" {
		t.Errorf("first drawn: %+v", first)
	}
	m.Manifest.Version = 2
	s, effects := s.On(bookChanged(t, m), noon)
	if got := draws(effects); len(got) != 0 {
		t.Errorf("a book that changes nothing draws %+v", got)
	}
	m.Reprice(milk, 99)
	s, effects = s.On(bookChanged(t, m), noon)
	if got := draws(effects); len(got) != 1 || got[0].ID != "l-2" || got[0].Price.String() != "0.99 EUR" || got[0].Book != 3 {
		t.Errorf("a new price of milk draws %+v", got)
	}
	m.Deals[0].Valid.To = noon.Add(time.Minute)
	s, _ = s.On(bookChanged(t, m), noon)
	s, effects = s.On(shelf.Ticked{}, noon.Add(time.Second))
	if got := draws(effects); len(got) != 0 {
		t.Errorf("time alone draws %+v", got)
	}
	_, effects = s.On(shelf.Ticked{}, noon.Add(time.Minute))
	if got := draws(effects); len(got) != 1 || got[0].ID != "l-1" || got[0].Offer != "" {
		t.Errorf("the end of an offer draws %+v", got)
	}
}

func TestOn_DrawnIsToldOnceTheFactsStillHold(t *testing.T) {
	m := devicetest.Shop()
	s, want := opened(t, m)
	if got := s.View(noon).Labels[0]; !got.Shown.IsZero() {
		t.Errorf("shown since %v before it was drawn", got.Shown)
	}
	late := noon.Add(3 * time.Second)
	next, effects := s.On(shelf.Drawn{Facts: want[0], At: late}, late)
	got, _ := step(effects)
	if len(got.Events) != 1 || got.Events[0].Type != wire.LabelShown {
		t.Fatalf("step %+v", got)
	}
	var told label.Shown
	if err := json.Unmarshal(got.Events[0].Data, &told); err != nil || told != (label.Shown{Label: "l-1", Place: "A3-1", GTIN: berries, Price: want[0].Price, Book: 1}) {
		t.Errorf("told %+v", told)
	}
	if !next.View(noon).Labels[0].Shown.Equal(late) {
		t.Errorf("shown since %v, want %v", next.View(noon).Labels[0].Shown, late)
	}
	m.Reprice(berries, 199)
	s, _ = s.On(bookChanged(t, m), noon)
	if s, effects = s.On(shelf.Drawn{Facts: want[0], At: late}, late); len(effects) != 0 || !s.View(noon).Labels[0].Shown.IsZero() {
		t.Errorf("an old picture counts as the new one: %v", effects)
	}
}

func TestOn_FaultsAreSaidOnTheirLabel(t *testing.T) {
	m := devicetest.Shop()
	blank := shelf.NewState(places(), []int64{0, 0})
	if got := blank.View(noon).Labels[0].Fault; got != "There is no price book yet." {
		t.Errorf("fault %q", got)
	}
	s, want := opened(t, m)
	s, _ = s.On(shelf.NotDrawn{Facts: want[0], Fault: errors.New("the panel is silent")}, noon)
	if v := s.View(noon); v.Labels[0].Fault != "the panel is silent" || v.Labels[1].Fault != "" {
		t.Errorf("view %+v", v)
	}
	s, _ = s.On(shelf.NotStored{Of: shelf.Drawn{Facts: want[1]}, Fault: devicetest.ErrFull}, noon)
	if got := s.View(noon).Labels[1].Fault; got != "Shown, but not noted: no space left on device" {
		t.Errorf("fault %q", got)
	}
	s, _ = s.On(shelf.Drawn{Facts: want[0], At: noon}, noon)
	if got := s.View(noon).Labels[0].Fault; got != "" {
		t.Errorf("fault %q of a label that was drawn", got)
	}
	delete(m.Products, berries)
	s, effects := s.On(bookChanged(t, m), noon)
	if got := s.View(noon).Labels[0]; !strings.Contains(got.Fault, "4006381333931 is not in the price book") || !got.Shown.IsZero() || len(effects) != 0 {
		t.Errorf("label %+v, effects %v", got, effects)
	}
}

func TestOn_NotStoredStocksNothing(t *testing.T) {
	m := devicetest.Shop()
	before, _ := opened(t, m)
	for fault, says := range map[error]string{
		devicetest.ErrFull:                       "Not stocked: no space left on device",
		fmt.Errorf("store: %w", journal.ErrSeen): "",
	} {
		s, _ := before.On(shelf.NotStored{Of: scanned(t, m, ean(berries)), Fault: fault}, noon)
		if v := s.View(noon); v.Notice != says || v.Labels[0].OnHand != 0 {
			t.Errorf("%v: notice %q, on hand %d", fault, v.Notice, v.Labels[0].OnHand)
		}
	}
}

func TestOn_LeavesTheOldStateAsItWas(t *testing.T) {
	m := devicetest.Shop()
	s, want := opened(t, m)
	before := s.View(noon)
	s.On(scanned(t, m, ean(berries)), noon)
	s.On(shelf.Drawn{Facts: want[0], At: noon}, noon)
	s.On(shelf.BookChanged{Book: intake.Book{Version: 9}}, noon)
	if diff := cmp.Diff(s.View(noon), before); diff != "" {
		t.Errorf("a state that was left changed:\n%s", diff)
	}
}

func TestOn_ShowsAPriceBeforeOnlyWhereItIsProven(t *testing.T) {
	for _, c := range []struct {
		name  string
		prior int64
		was   int64
		offer string
	}{
		{"proven", 259, 259, "−23 %"},
		{"not known", 0, 0, ""},
		{"no higher than the reduced one", 199, 0, ""},
	} {
		m := devicetest.Shop()
		p := m.Products[milk]
		p.Price.Minor, p.Prior, p.Content = 249, c.prior, catalog.Measure{N: 500, Unit: "ml"}
		m.Products[milk] = p
		m.Deals = append(m.Deals, offers.Offer{
			ID: "milk", Name: offers.Text{"en": "Milk week"}, AnnounceReduction: true,
			Valid:   offers.Period{From: noon.Add(time.Hour), To: noon.Add(2 * time.Hour)},
			Rewards: []offers.Reward{{Type: offers.UnitPrice, Price: 199, Select: &offers.Select{GTINs: []string{milk.String()}}}},
		})
		s, drawn := opened(t, m)
		if f := drawn[1]; f.Price.Minor != 249 || f.Was.Minor != 0 || f.Offer != "" {
			t.Errorf("%s: before the reduction the label says %+v", c.name, f)
		}
		s, effects := s.On(shelf.Ticked{}, noon.Add(time.Hour))
		f := draws(effects)[0]
		if f.Price.Minor != 199 || f.UnitPrice.Minor != 398 || f.Was.Minor != c.was || f.Offer != c.offer {
			t.Errorf("%s: the label says %+v", c.name, f)
		}
		_, effects = s.On(shelf.Ticked{}, noon.Add(2*time.Hour))
		if f := draws(effects)[0]; f.Price.Minor != 249 || f.Was.Minor != 0 {
			t.Errorf("%s: after the reduction the label says %+v", c.name, f)
		}
	}
}
