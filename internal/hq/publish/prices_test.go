package publish

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestReadPrices_TellsEveryFaultWithItsPlace(t *testing.T) {
	b, err := ReadPrices("before.csv", []byte("\ufeffgtin,since,price,currency\n9520001100376,2026-09-01,1.29,EUR\n9520001100376,2026-09-20T08:00:00+02:00,1.19,EUR\n"))
	if err != nil || len(b.Prices) != 2 || b.Prices[0].Minor != 129 || !b.Prices[1].Since.Equal(time.Date(2026, 9, 20, 6, 0, 0, 0, time.UTC)) || b.Currency.String() != "EUR" {
		t.Fatalf("%+v, %v", b, err)
	}
	for text, want := range map[string]string{
		"":                                 "1:1: the first line names the columns",
		"since,gtin,price,currency\n":      "1:1: the first line names the columns",
		"9520001100377,2026-09-01,1,EUR":   `2:1: gtin: "9520001100377" is no product number`,
		"9520001100376,01.09.2026,1,EUR":   `2:15: since: "01.09.2026" is no day`,
		"9520001100376,2026-09-01,-1,EUR":  `2:26: price: "-1" is no price in EUR`,
		"9520001100376,2026-09-01,1,1,EUR": "2:1: there are 5 fields",
		"9520001100376,2026-09-01,1,\"EUR": "a quotation mark is missing",
		"9520001100376,2026-09-01,1,EUR\n9520001100376,2026-09-02,1,DKK": "3:28: currency: it is in DKK and those before it in EUR",
	} {
		if strings.HasPrefix(text, "9") {
			text = "gtin,since,price,currency\n" + text
		}
		if _, err := ReadPrices("before.csv", []byte(text)); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestAddPrices_AddsOnlyWhatTheLogCannotKnow(t *testing.T) {
	s := newLawShop(t)
	m, err := s.publish(0, 129, 0)
	must(t, m, err)
	b, err := ReadPrices("before.csv", []byte("gtin,since,price,currency\n9520001100376,2026-09-01,1.19,EUR\n9520001100376,2027-01-02,0.01,EUR\n"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := AddPrices(t.Context(), s.l, "demo", "berlin-1", b); n != 1 || err != nil {
		t.Errorf("%d added, %v, want the one of before the log", n, err)
	}
	b.Currency = [3]byte{'D', 'K', 'K'}
	if _, err := AddPrices(t.Context(), s.l, "demo", "berlin-1", b); !errors.Is(err, ErrFile) {
		t.Errorf("prices in another currency: %v", err)
	}
	m, err = s.publish(1, 129, 0, s.off("milk-20", 200_000, 1, 7))
	must(t, m, err)
	if p := s.product(milk); p.Prior != 119 {
		t.Errorf("the prior price is %d, want the lowest of the 30 days, 119", p.Prior)
	}
}

func FuzzReadPrices(f *testing.F) {
	f.Add([]byte("gtin,since,price,currency\n9520001100376,2026-09-01,1.29,EUR\n"))
	f.Add([]byte("gtin,since,price,currency\n\"x"))
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := ReadPrices("before.csv", content)
		if err != nil && !errors.Is(err, ErrFile) {
			t.Fatal(err)
		}
		for _, p := range b.Prices {
			if err == nil && (p.GTIN == 0 || p.Minor < 0) {
				t.Fatalf("%+v was taken", p)
			}
		}
	})
}
