package offers

import (
	"fmt"
	"time"

	"endcap/offers/money"
	"endcap/offers/quota"
	"endcap/offers/strict"
)

// BasketFile is a basket that a person wrote down to see what it would cost.
type BasketFile struct {
	Currency money.Currency `json:"currency"`
	Now      time.Time      `json:"now,omitzero"`
	Language string         `json:"language,omitempty"`
	Zone     string         `json:"zone,omitempty"`
	Coupons  []string       `json:"coupons,omitempty"`
	GS1      []string       `json:"gs1,omitempty"` // coupons in GS1 data: "(255)9501101530003(3902)150"
	Customer *Customer      `json:"customer,omitempty"`
	Public   bool           `json:"public,omitempty"`
	Members  int            `json:"members,omitempty"`
	Left     []quota.Left   `json:"left,omitempty"` // grants of the device; -1 is without end
	Won      []string       `json:"won,omitempty"`
	Lines    []Line         `json:"lines"`
}

// ParseBasket reads a BasketFile of at most MaxFile bytes. The error is
// strict.Faults: every fault with line and column. The context has no Now
// where the file has none.
func ParseBasket(b []byte) (Basket, Context, error) {
	if len(b) > MaxFile {
		return Basket{}, Context{}, strict.Faults{{Text: fmt.Sprintf("the file has %d bytes; at most %d are read", len(b), MaxFile)}}
	}
	var f BasketFile
	d := strict.Decode(b, &f, nil)
	if d.Broken() {
		return Basket{}, Context{}, d.Err()
	}
	if f.Currency == (money.Currency{}) {
		d.Fault("currency", `a basket needs a currency; write it like "EUR"`)
	}
	if len(f.Lines) == 0 {
		d.Fault("lines", "the basket is empty; write a line at least")
	}
	k := checker{func(path, text string) { d.Fault(path, "%s", text) }}
	for i, l := range f.Lines {
		path := fmt.Sprintf("lines[%d]", i)
		if l.GTIN == 0 && l.SKU == "" {
			d.Fault(path, "the line names no product; give it a gtin or a sku")
		}
		k.line(path, &l)
	}
	k.number("members", int64(f.Members), 0, MaxMembers)
	k.customer("customer", f.Customer)
	if len(f.GS1) > 0 && f.Now.IsZero() {
		d.Fault("gs1", "coupons write years with two digits; write now as well, so that their century is known")
	}
	coupons, err := readCoupons(f.GS1, f.Currency, f.Now)
	k.err("gs1", err)
	out := Basket{Currency: f.Currency, Lines: f.Lines}
	if err := d.Err(); err != nil {
		return Basket{}, Context{}, err
	}
	if err := out.Check(); err != nil {
		return Basket{}, Context{}, strict.Faults{{Path: "lines", Text: err.Error()}}
	}
	return out, Context{
		Now: f.Now, Language: f.Language, Zone: f.Zone, Coupons: f.Coupons, Customer: f.Customer,
		Public: f.Public, Members: f.Members, Left: f.Left, Won: f.Won, GS1: coupons,
	}, nil
}

func (k checker) line(path string, l *Line) {
	l.check(func(field, text string) { k.say(path+"."+field, "the line has %s", text) })
	if l.Grams+l.Measured > 0 && l.Quantity > 1 {
		k.say(path+".quantity", "a weighed or measured portion is a line of its own, with quantity 1")
	}
}

func (k checker) customer(path string, c *Customer) {
	if c == nil {
		return
	}
	k.number(path+".visits", c.Visits, 0, MaxAmount)
	k.number(path+".points", c.Points, 0, MaxAmount)
	for i, u := range c.Used {
		k.number(fmt.Sprintf("%s.used[%d].times", path, i), u.Times, 0, MaxAmount)
		k.number(fmt.Sprintf("%s.used[%d].today", path, i), u.Today, 0, MaxAmount)
	}
	for i, p := range c.Progress {
		k.err(fmt.Sprintf("%s.progress[%d].made", path, i), p.Made.Check())
	}
}
