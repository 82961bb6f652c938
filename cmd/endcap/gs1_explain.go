package main

import (
	"strings"
	"time"

	"endcap/scanner/gs1"
)

// explanation is what one text says, or several on one thing.
type explanation struct {
	Text     string             `json:"text,omitempty"`
	Texts    []string           `json:"texts,omitempty"`
	Repairs  []string           `json:"repairs,omitempty"`
	Elements []explained        `json:"elements,omitempty"`
	AddOn    string             `json:"add_on,omitempty"`
	Class    gs1.Class          `json:"class,omitzero"`
	Over     bool               `json:"over,omitempty"`
	Item     *gs1.Item          `json:"item,omitempty"`
	Coupon   *gs1.Coupon        `json:"coupon,omitempty"`
	Offer    *gs1.PositiveOffer `json:"positive_offer,omitempty"`
	GCN      *gs1.GCN           `json:"gcn,omitempty"`
	Saving   *gs1.Saving        `json:"saving,omitempty"`
	Warnings []gs1.Warning      `json:"warnings,omitempty"`
	Written  string             `json:"written,omitempty"`
	Error    *explainedErr      `json:"error,omitempty"`

	beside string // what the add-on means
}

// explained is one element with its meaning.
type explained struct {
	gs1.Element
	Title   string `json:"title,omitempty"`
	Meaning string `json:"meaning,omitempty"`
}

// explainedErr is why a text is not valid, and where.
type explainedErr struct {
	Code gs1.Code `json:"code"`
	AI   gs1.AI   `json:"ai,omitzero"`
	With gs1.AI   `json:"with,omitzero"`
	Pos  int      `json:"pos"`
	Len  int      `json:"len"`
	Text string   `json:"text"`
}

// parse returns what the text says, or nil and keeps the error. Whoever types
// <GS> means the separator, even where the text is no better for it.
func (x *explanation) parse(p gs1.Parser, text string) *gs1.Message {
	var m gs1.Message
	err := p.Parse(&m, text)
	if typed := strings.ReplaceAll(text, "<GS>", gs1.GS); typed != text && m.Repairs&gs1.RepairTyped == 0 {
		x.Text = typed
		err = p.Parse(&m, typed)
	}
	if x.fails(err) {
		return nil
	}
	return &m
}

// tell explains a valid message.
func (x *explanation) tell(m *gs1.Message, layouts []gs1.Layout, now time.Time) {
	d := m.Dictionary()
	if names := m.Repairs.String(); names != "" {
		x.Repairs = strings.Split(names, ",")
	}
	for el := range m.All() {
		x.Elements = append(x.Elements, explained{el, d.Title(el.AI), el.Meaning(now)})
		x.voucher(el, now.Year())
	}
	if saving, ok := m.Saving(); ok {
		x.Saving = &saving
	}
	x.AddOn, x.beside = m.AddOn, m.AddOnMeaning().String()
	item, warnings := m.Item(now, layouts)
	x.Item, x.Over, x.Warnings = &item, item.Over(now), warnings
	number, _ := m.Value(gs1.AIGTIN)
	g, _ := gs1.ParseGTIN(number) // which was proved
	x.Class = g.Class()
}

// voucher reads the fields of a coupon. The parser has proved them, unless a
// newer dictionary takes what this program does not know.
func (x *explanation) voucher(el gs1.Element, year int) {
	switch el.AI.String() {
	case "8110":
		if c, err := gs1.ParseCoupon(el.Value, year); err == nil {
			x.Coupon = &c
		}
	case "8112":
		if o, err := gs1.ParsePositiveOffer(el.Value); err == nil {
			x.Offer = &o
		}
	case "255":
		if n, err := gs1.ParseGCN(el.Value); err == nil {
			x.GCN = &n
		}
	}
}
