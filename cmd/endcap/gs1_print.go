package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"endcap/scanner/gs1"
)

// print writes for people what was read: the text with its separators
// visible, then its elements or its fault.
func (x *explanation) print(w io.Writer, again bool) {
	if again {
		fmt.Fprintln(w)
	}
	if x.Error != nil {
		x.printFault(w)
		return
	}
	for _, text := range append(x.Texts, x.Text) {
		if text != "" {
			fmt.Fprintln(w, gs1.Visible(text))
		}
	}
	x.printElements(w)
	x.printItem(w)
	x.printCoupon(w)
	if x.Over {
		fmt.Fprintf(w, "note: it may not be sold any more: its last day was %s\n", x.Item.LastDay())
	}
	for _, warning := range x.Warnings {
		kind := "note"
		if slices.Contains(x.Repairs, warning.Code) {
			kind = "mended"
		}
		fmt.Fprintf(w, "%s: %s\n", kind, warning.Text)
	}
}

func (x *explanation) printElements(w io.Writer) {
	var table strings.Builder
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "AI\tTITLE\tVALUE\tMEANING")
	for _, el := range x.Elements {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\n", el.AI, el.Title, gs1.Visible(el.Value), gs1.Visible(el.Meaning))
	}
	if x.AddOn != "" {
		fmt.Fprintf(tab, "\tADD-ON\t%s\t%s\n", x.AddOn, x.beside)
	}
	_ = tab.Flush() // into memory
	for line := range strings.Lines(table.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
}

// printItem tells what the elements mean for the shop beyond themselves.
func (x *explanation) printItem(w io.Writer) {
	it := x.Item
	if it.Grams == 0 && it.Price == 0 {
		return
	}
	fmt.Fprintf(w, "item %s", it.GTIN)
	if it.Grams > 0 {
		fmt.Fprintf(w, ", %d g", it.Grams)
	}
	if it.Price > 0 {
		price := it.Printed
		if price == (gs1.Decimal{}) {
			price = gs1.Decimal{Value: it.Price, Scale: it.Currency.Decimals()}
		}
		fmt.Fprintf(w, ", price %s", strings.TrimRight(price.String()+" "+it.Currency.String(), " "))
	}
	fmt.Fprintln(w)
}

// printCoupon writes the fields of a coupon, one a line.
func (x *explanation) printCoupon(w io.Writer) {
	field := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-9s %s\n", name, fmt.Sprintf(format, args...))
	}
	if c := x.Coupon; c != nil {
		field("coupon", "%s, offer %s of %s", c.Save, c.Offer, c.Funder)
		for i, p := range []gs1.Purchase{c.First, c.Second, c.Third} {
			if p != (gs1.Purchase{}) {
				field([]string{"buy", string(c.Rule), string(c.Rule)}[i], "%s %s of family %s of %s", p.Amount, p.Kind, p.Family, p.Company)
			}
		}
		if c.Start != (gs1.Date{}) {
			field("from", "%s", c.Start)
		}
		if c.Expiry != (gs1.Date{}) {
			field("until", "%s", c.Expiry)
		}
		if c.Retailer != "" {
			field("only at", "%s", c.Retailer)
		}
	}
	if o := x.Offer; o != nil {
		field("coupon", "offer %s of %s, number %s: a clearing house must confirm it", o.Offer, o.Funder, o.Serial)
	}
	if n := x.GCN; n != nil {
		field("coupon", "%s", strings.TrimSpace(n.Number+" "+n.Serial))
	}
	if s := x.Saving; s != nil {
		field("worth", "%s", s)
	}
}

// printFault shows the text with the faulty part marked below.
func (x *explanation) printFault(w io.Writer) {
	for _, text := range x.Texts {
		fmt.Fprintln(w, gs1.Visible(text))
	}
	if x.Text != "" || len(x.Texts) == 0 {
		from := min(x.Error.Pos, len(x.Text))
		to := min(from+x.Error.Len, len(x.Text))
		before, bad, after := []rune(gs1.Visible(x.Text[:from])), []rune(gs1.Visible(x.Text[from:to])), []rune(gs1.Visible(x.Text[to:]))
		if over := len(before) - shownBeside; over > 0 {
			before = append([]rune("…"), before[over:]...)
		}
		if len(bad) > shownBeside {
			bad, after = append(bad[:shownBeside:shownBeside], '…'), nil
		}
		if len(after) > shownBeside {
			after = append(after[:shownBeside:shownBeside], '…')
		}
		fmt.Fprintln(w, string(before)+string(bad)+string(after))
		if from+x.Error.Len > 0 {
			fmt.Fprintln(w, strings.Repeat(" ", len(before))+strings.Repeat("^", max(1, len(bad))))
		}
	}
	fmt.Fprintln(w, x.Error.Text)
}

// shownBeside is how much of a text is shown in front of its fault, of it, and
// behind it, in characters.
const shownBeside = 80
