package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"endcap/offers"
)

// priced is a basket with its reasons.
type priced struct {
	offers.Result
	Notice  string           `json:"notice,omitempty"`
	Reasons []offers.Reason  `json:"reasons,omitempty"`
	Nearly  []offers.Missing `json:"nearly,omitempty"`
}

// write writes the receipt, then of every offer why.
func (p *priced) write(w io.Writer, b offers.Basket) {
	writePrices(w, b, p.Result)
	if p.Notice != "" {
		fmt.Fprintln(w, p.Notice)
	}
	if len(p.Reasons) > 0 {
		fmt.Fprintln(w)
	}
	writeReasons(w, p.Reasons, p.Nearly)
}

// writeReasons writes what each offer gave or why it did not, and what is
// missing for the next.
func writeReasons(w io.Writer, reasons []offers.Reason, missing []offers.Missing) {
	for _, r := range reasons {
		if r.Why == "" {
			fmt.Fprintf(w, "given      %s: %s\n", r.Offer, r.Text)
		} else {
			fmt.Fprintf(w, "not given  %s: %s: %s\n", r.Offer, r.Rule, r.Text)
		}
	}
	for _, m := range missing {
		lacks := fmt.Sprintf("%d more", m.Units)
		switch {
		case m.Take != nil:
			lacks = fmt.Sprintf("%d x %s more saves %s", m.Take.Quantity, nameOf(*m.Take), m.Saves)
		case m.Units == 0:
			lacks = m.Amount.String() + " more"
		}
		fmt.Fprintf(w, "missing    %s: %s: %s\n", m.Offer, lacks, m.Text)
	}
}

func nameOf(l offers.Line) string { return cmp.Or(l.Name, l.SKU, l.GTIN.EAN()) }

// row is one line of a receipt.
type row struct{ text, off, sum string }

// writePrices writes the basket as a receipt: under every line what was taken
// off it, and by which offer.
func writePrices(w io.Writer, b offers.Basket, r offers.Result) {
	rows := append(lines(b, &r), sums(&r)...)
	wide := 0
	for _, x := range rows {
		wide = max(wide, utf8.RuneCountInString(x.text))
	}
	for _, x := range rows {
		line := fmt.Sprintf("%-*s %10s %10s", wide, x.text, x.off, x.sum)
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

func lines(b offers.Basket, p *offers.Result) []row {
	var rows []row
	for i, l := range p.Lines {
		rows = append(rows, row{fmt.Sprintf("%d x %s", l.Quantity, nameOf(b.Lines[i])), "", l.Gross.Decimal()})
		for _, d := range l.Discounts {
			rows = append(rows, row{"    " + d.Name + ": " + d.Text, "-" + d.Saved.Decimal(), ""})
		}
		if len(l.Discounts) > 0 {
			rows = append(rows, row{"", "", l.Net.Decimal()})
		}
	}
	return rows
}

func sums(p *offers.Result) []row {
	rows := []row{{"subtotal", "", p.Subtotal.Decimal()}}
	if p.Saved.Minor > 0 {
		rows = append(rows, row{"saved", "-" + p.Saved.Decimal(), ""})
	}
	if p.Deposit.Minor > 0 {
		rows = append(rows, row{"deposit", "", p.Deposit.Decimal()})
	}
	rows = append(rows, row{"total " + p.Total.Currency.String(), "", p.Total.Decimal()})
	if p.Burned > 0 {
		rows = append(rows, row{fmt.Sprintf("%d points burned, due", p.Burned), "", p.Due.Decimal()})
	}
	if p.Earned > 0 {
		rows = append(rows, row{fmt.Sprintf("%d points earned", p.Earned), "", ""})
	}
	for _, g := range p.Gifts {
		rows = append(rows, row{fmt.Sprintf("gift: %d x %s", g.Quantity, strings.Join(g.Of, " or ")), "", ""})
	}
	for _, v := range p.Vouchers {
		rows = append(rows, row{fmt.Sprintf("voucher, good for %d days", v.Days), "", v.Amount.Decimal()})
	}
	if p.Gap.Minor > 0 {
		rows = append(rows, row{"not proven: another plan could save at most", "", p.Gap.Decimal()})
	}
	return rows
}
