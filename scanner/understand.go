package scanner

import (
	"fmt"
	"strings"
	"time"

	"endcap/scanner/gs1"
)

// Understand finds out what a symbol means, together with those on the same
// thing that were joined to it: its format and its GS1 flag tell which kind of
// GS1 data to look for. shop is what is settled about its codes; now completes
// the years of dates. The error wraps a *gs1.Error; the Scan then carries the
// symbol alone.
func Understand(sym Symbol, shop gs1.Shop, now time.Time) (Scan, error) {
	scan := Scan{Symbol: sym}
	var m gs1.Message
	link, err := parse(&m, sym, shop)
	if err != nil {
		return scan, fmt.Errorf("scanner: %s: %w", name(sym), err)
	}
	scan.Item, scan.Warnings = m.Item(now, shop.Layouts)
	scan.Item.Link = link
	return scan, nil
}

// Message returns the elements of a symbol and of those that were joined to
// it, which Understand makes an item of: a coupon is more than an item tells.
func Message(sym Symbol, shop gs1.Shop) (*gs1.Message, error) {
	m := new(gs1.Message)
	if _, err := parse(m, sym, shop); err != nil {
		return nil, fmt.Errorf("scanner: %s: %w", name(sym), err)
	}
	return m, nil
}

func name(sym Symbol) string {
	if sym.Format == "" {
		return "a scan"
	}
	return sym.Format
}

// parse reads a symbol and what was joined to it, and returns the symbol's own
// text if that is a Digital Link.
func parse(m *gs1.Message, sym Symbol, shop gs1.Shop) (link string, err error) {
	p := shop.Parser()
	all := []*gs1.Message{m}
	for _, over := range sym.Passed {
		if !over.Joined {
			continue
		}
		p.SkipRequired = true // it is proved over all of them
		more := new(gs1.Message)
		if err := parseOne(more, Symbol{Format: over.Format, Text: over.Text, GS1: over.GS1}, p); err != nil {
			return "", err
		}
		all = append(all, more)
	}
	if err = parseOne(m, sym, p); err != nil {
		return "", err
	}
	if m.Form == gs1.FormLink {
		link = m.Text
	}
	if len(all) > 1 {
		*m, err = gs1.Merge(all...)
	}
	return link, err
}

// parseOne picks the entry of gs1 that goes with the format.
func parseOne(m *gs1.Message, sym Symbol, p gs1.Parser) error {
	text := sym.Text
	switch sym.Format {
	case "EAN_13", "EAN_8", "UPC_A", "ITF", "ITF_14":
		if strings.HasPrefix(text, "]") {
			return p.Parse(m, text)
		}
		return p.Number(m, text)
	case "UPC_E":
		if len(text) != 8 {
			return p.Number(m, text)
		}
		long, err := gs1.ExpandUPCE(text)
		if err != nil {
			return err
		}
		return p.Number(m, long)
	}
	if sym.GS1 && !strings.HasPrefix(text, "]") && !strings.HasPrefix(text, "(") {
		return p.Elements(m, text)
	}
	return p.Parse(m, text)
}
