package offers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"endcap/offers/money"
	"endcap/offers/strict"
)

// Format is the format of offer files that this package reads.
const Format = "endcap-offers/1"

// File is an offer file. Its money is in minor units of its currency.
type File struct {
	Format      string         `json:"format"`
	Currency    money.Currency `json:"currency"`
	MinorDigits int            `json:"minor_digits"`
	// Sequence is the version of the whole set; a device never goes back.
	Sequence int64   `json:"sequence,omitempty" least:"1"`
	Offers   []Offer `json:"offers"`
}

// ParseFile reads an offer file of at most MaxFile bytes and runs its
// examples. The error is strict.Faults: every fault with line and column. A
// file with any fault, or with an example that comes out otherwise, is
// refused whole.
func ParseFile(b []byte) (File, error) {
	d, err := ParseDraft(b)
	if err != nil {
		return File{}, err
	}
	return d.File, nil
}

// Draft is an offer file as far as it can be read, for whoever helps to write
// it. No price is made from it.
type Draft struct {
	File
	Sound []bool // of each offer: nothing is wrong with it
}

// ParseDraft reads what ParseFile reads, and runs the examples of every offer
// that is right beside those that are not. The error is that of ParseFile.
func ParseDraft(b []byte) (Draft, error) {
	if len(b) > MaxFile {
		return Draft{}, strict.Faults{{Text: fmt.Sprintf("the file has %d bytes; at most %d are read", len(b), MaxFile)}}
	}
	var f File
	d := strict.Decode(b, &f, nil)
	if d.Broken() {
		return Draft{}, d.Err()
	}
	if f.Format != Format {
		d.Fault("format", "the format is %q; this program reads %q", f.Format, Format)
	}
	if f.Sequence < 0 {
		d.Fault("sequence", "%d is no version; they begin at 1", f.Sequence)
	}
	if want := f.Currency.Digits(); f.MinorDigits != want && f.Currency != (money.Currency{}) {
		d.Fault("minor_digits", "it is %d, but %s is counted with %d decimals", f.MinorDigits, f.Currency, want)
	}
	check(f.Currency, f.Offers, func(path, text string) { d.Fault(path, "%s", text) })
	for i := range f.Offers {
		if v := f.Offers[i].Valid; v.From.IsZero() || v.To.IsZero() {
			d.Fault(fmt.Sprintf("offers[%d].valid", i), `an offer has a beginning and an end: {"from": "2026-03-01T00:00:00Z", "to": "2026-03-08T00:00:00Z"}`)
		}
	}
	checker{func(path, text string) { d.Fault(path, "%s", text) }}.challengesKnown(f.Offers)
	out := Draft{f, soundOf(len(f.Offers), d)}
	for i := range f.Offers {
		if !out.Sound[i] || f.Currency == (money.Currency{}) {
			continue
		}
		f.try(i, func(n int, text string) {
			out.Sound[i] = false
			d.Fault(fmt.Sprintf("offers[%d].examples[%d]", i, n), "%s", text)
		})
	}
	return out, d.Err()
}

// soundOf tells of each of n offers whether no fault lies in it.
func soundOf(n int, d *strict.Document) []bool {
	out := slices.Repeat([]bool{true}, n)
	for path := range d.Paths() {
		number, _, _ := strings.Cut(strings.TrimPrefix(path, "offers["), "]")
		if i, err := strconv.Atoi(number); err == nil && i >= 0 && i < n {
			out[i] = false
		}
	}
	return out
}
