package screen

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"endcap/offers/money"
)

func TestPrice_IsWrittenAsOnAShelf(t *testing.T) {
	for text, want := range map[string]string{
		"2.49 EUR": "2.49\u00a0€", "0 EUR": "0.00\u00a0€", "-0.05 EUR": "−0.05\u00a0€", "1234567.80 GBP": "1234567.80\u00a0£",
		"298 JPY": "298\u00a0¥", "3 USD": "3.00\u00a0$", "12.500 KWD": "12.500\u00a0KWD", "9.90 CHF": "9.90\u00a0CHF",
	} {
		a, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := price(a); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if got := price(money.Amount{}); got != "0.00" {
		t.Errorf("no currency: got %q, want 0.00", got)
	}
}

func TestKilograms_AreExact(t *testing.T) {
	for grams, want := range map[int64]string{734: "0.734\u00a0kg", 12400: "12.400\u00a0kg", 0: "0.000\u00a0kg", -50: "−0.050\u00a0kg"} {
		if got := kilograms(grams); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestClock_SaysTheDayOnlyWhenItIsAnother(t *testing.T) {
	at := time.Date(2027, 4, 3, 14, 5, 9, 0, time.UTC)
	for hours, want := range map[int]string{0: "14:05:09", 9: "14:05:09", 10: "3 Apr 14:05"} {
		if got := clock(at, at.Add(time.Duration(hours)*time.Hour)); got != want {
			t.Errorf("%d hours later: got %q, want %q", hours, got, want)
		}
	}
}

func TestSentence_EndsAndIsNotEndless(t *testing.T) {
	for text, want := range map[string]string{
		"cart: the basket is empty": "Cart: the basket is empty.",
		"écrit. ":                   "Écrit.",
		"one\ntwo":                  "One; two.",
		"\xff":                      "?.",
		"":                          "That did not work.",
	} {
		if got := sentence(errors.New(text)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := sentence(errors.New(strings.Repeat("long ", 500))); utf8.RuneCountInString(got) != maxSentence {
		t.Errorf("got %d characters, want %d", utf8.RuneCountInString(got), maxSentence)
	}
}
