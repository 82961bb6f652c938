package publish

import (
	"errors"
	"strings"
	"testing"
	"time"

	"endcap/offers/catalog"
	"endcap/sync/wire"
)

func TestHours_CloseByTheClockOfTheStore(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		hours string
		at    string
		want  string // "" is closed
	}{
		{"08:00-20:00", "2027-01-15T07:59:59+01:00", ""},
		{"08:00-20:00", "2027-01-15T08:00:00+01:00", "2027-01-15T20:00:00+01:00"},
		{"08:00-20:00", "2027-01-15T18:59:59Z", "2027-01-15T20:00:00+01:00"},
		{"08:00-20:00", "2027-01-15T19:00:00Z", ""},
		{"20:00-06:00", "2027-01-15T23:00:00+01:00", "2027-01-16T06:00:00+01:00"},
		{"20:00-06:00", "2027-01-15T05:59:00+01:00", "2027-01-15T06:00:00+01:00"},
		{"20:00-06:00", "2027-01-15T06:00:00+01:00", ""},
		{"00:00-00:00", "2027-01-15T13:00:00+01:00", "2027-01-16T00:00:00+01:00"},
		// The night on which clocks are put forward.
		{"20:00-06:00", "2027-03-28T04:00:00+02:00", "2027-03-28T06:00:00+02:00"},
	} {
		h, err := ParseHours(c.hours, berlin)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, c.at)
		got := ""
		if closes, open := h.Closing(at); open {
			got = closes.In(berlin).Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s at %s closes %q, want %q", c.hours, c.at, got, c.want)
		}
	}
	for _, s := range []string{"", "8-20", "08:00", "08:00-25:00", "08:00 20:00", "08:00-20:00x"} {
		if _, err := ParseHours(s, berlin); err == nil {
			t.Errorf("%q are hours", s)
		}
	}
}

func TestPublish_LetsPricesRiseOnlyWhenTheStoreIsClosed(t *testing.T) {
	s := newLawShop(t) // it is six in the morning
	hours, err := ParseHours("05:00-20:00", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	s.hours = &hours
	closing := s.day(1).Add(14 * time.Hour)
	publish := func(day int, milkPrice, hamPrice int64) wire.Manifest {
		t.Helper()
		m, err := s.publish(day, milkPrice, hamPrice)
		return must(t, m, err)
	}
	if m := publish(0, 129, 0); !m.NotBefore.IsZero() {
		t.Errorf("the first book waits until %s", m.NotBefore)
	}
	if m := publish(1, 119, 1990); !m.NotBefore.IsZero() {
		t.Errorf("a book in which prices fall, and goods are new, waits until %s", m.NotBefore)
	}
	if m := publish(1, 139, 1890); !m.NotBefore.Equal(closing) {
		t.Errorf("a book in which a price rises waits until %s, want %s", m.NotBefore, closing)
	}
	log, err := s.l.Prices(t.Context(), "demo", "berlin-1")
	if err != nil {
		t.Fatal(err)
	}
	l := log.Of(milk)
	if now := l[l.At(s.day(1))]; now.Minor != 119 {
		t.Errorf("the log says %v now, and the rise waits", now)
	}
	if then := l[l.At(closing)]; then.Minor != 139 || !then.Since.Equal(closing) {
		t.Errorf("the log says %v when the store closes", then)
	}
	// While it waits, it may be taken back; then there is no rise to wait for.
	if m := publish(1, 119, 1990); !m.NotBefore.IsZero() {
		t.Errorf("the rise is taken back, and the book waits until %s", m.NotBefore)
	}
	s.begin = s.begin.Add(15 * time.Hour)
	if m := publish(1, 149, 1990); !m.NotBefore.IsZero() {
		t.Errorf("the store is closed, and the book waits until %s", m.NotBefore)
	}
}

func TestPublish_KeepsNoRecallWaiting(t *testing.T) {
	s := newLawShop(t)
	hours, _ := ParseHours("05:00-20:00", time.UTC)
	s.hours = &hours
	m, err := s.publish(0, 129, 1990)
	must(t, m, err)
	s.change = func(p *catalog.Product) {
		if p.GTIN == ham {
			p.Recalled = []string{"L7"}
		}
	}
	if _, err = s.publish(1, 139, 1990); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "lot L7 of product 09520001100741") {
		t.Errorf("got %v", err)
	}
	m, err = s.publish(1, 129, 1990)
	if must(t, m, err); !m.NotBefore.IsZero() {
		t.Error("the recall waits")
	}
	m, err = s.publish(1, 139, 1990)
	if must(t, m, err); m.NotBefore.IsZero() {
		t.Error("after the recall the rise does not wait")
	}
}
