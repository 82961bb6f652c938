package offers

import (
	"math"
	"strings"
	"time"

	"endcap/offers/ask"
)

// ConditionFields are what the expr of a condition may ask for (package ask).
// Money is in minor units, as it is after the offers before; of a shopper of
// whom nothing is known every figure is 0 and every list empty.
func ConditionFields() map[string]ask.Type {
	return map[string]ask.Type{
		"basket.total":      ask.Number, // of goods, deposits left out
		"basket.pieces":     ask.Number,
		"basket.lines":      ask.Number,
		"basket.products":   ask.Number, // different ones
		"basket.grams":      ask.Number,
		"basket.members":    ask.Number,
		"customer.known":    ask.Truth,
		"customer.member":   ask.Truth,
		"customer.visits":   ask.Number, // paid before this one
		"customer.points":   ask.Number,
		"customer.segments": ask.Texts,
		"now.year":          ask.Number,
		"now.month":         ask.Number,
		"now.day":           ask.Number,
		"now.hour":          ask.Number,
		"now.minute":        ask.Number,
		"now.weekday":       ask.Text, // mon ... sun
		"now.date":          ask.Text, // 2026-12-25
		"zone":              ask.Text, // where the basket is
		"coupons":           ask.Texts,
	}
}

// SelectFields are what the expr of a select may ask about a line.
func SelectFields() map[string]ask.Type {
	return map[string]ask.Type{
		"line.gtin":       ask.Text, // 14 digits
		"line.sku":        ask.Text,
		"line.plu":        ask.Text,
		"line.name":       ask.Text,
		"line.brand":      ask.Text,
		"line.lot":        ask.Text,
		"line.zone":       ask.Text, // where the piece was taken
		"line.categories": ask.Texts,
		"line.tags":       ask.Texts,
		"line.price":      ask.Number, // on the shelf, of a unit or a portion
		"line.quantity":   ask.Number,
		"line.grams":      ask.Number,
		"line.measured":   ask.Number, // millilitres or millimetres
		"line.hours_left": ask.Number, // to the end of the expiry day; the largest number where there is none
		markedDown:        ask.Truth,  // near_expiry marks it too
	}
}

const markedDown = "line.marked_down"

// personal reports whether a field is about who shops.
func personal(field string) bool { return strings.HasPrefix(field, "customer.") }

// answer is the value of one of ConditionFields.
func (t *till) answer(name string) ask.Value {
	who, now := t.ctx.Customer, t.ctx.Now
	if who == nil {
		who = &Customer{}
	}
	everything := selector{}
	switch name {
	case "basket.total":
		return ask.NumberOf(t.spend(&everything, Running))
	case "basket.pieces":
		return ask.NumberOf(t.quantity(&everything))
	case "basket.lines":
		return ask.NumberOf(int64(len(t.goods)))
	case "basket.products":
		return ask.NumberOf(t.products(&everything))
	case "basket.grams":
		return ask.NumberOf(t.grams(&everything))
	case "basket.members":
		return ask.NumberOf(t.members())
	case "customer.known":
		return ask.TruthOf(t.ctx.Customer != nil)
	case "customer.member":
		return ask.TruthOf(who.Member)
	case "customer.visits":
		return ask.NumberOf(who.Visits)
	case "customer.points":
		return ask.NumberOf(who.Points)
	case "customer.segments":
		return ask.TextsOf(who.Segments)
	case "zone":
		return ask.TextOf(t.ctx.Zone)
	case "coupons":
		return ask.TextsOf(t.ctx.Coupons)
	}
	return clock(name, now)
}

func clock(name string, now time.Time) ask.Value {
	switch name {
	case "now.year":
		return ask.NumberOf(int64(now.Year()))
	case "now.month":
		return ask.NumberOf(int64(now.Month()))
	case "now.day":
		return ask.NumberOf(int64(now.Day()))
	case "now.hour":
		return ask.NumberOf(int64(now.Hour()))
	case "now.minute":
		return ask.NumberOf(int64(now.Minute()))
	case "now.weekday":
		return ask.TextOf(weekday(now))
	case "now.date":
		return ask.TextOf(now.Format(time.DateOnly))
	}
	return ask.Value{}
}

// weekday is mon ... sun.
func weekday(now time.Time) string { return strings.ToLower(now.Weekday().String()[:3]) }

// ask is the value of one of SelectFields.
func (g *goods) ask(name string, now time.Time) ask.Value {
	if name == markedDown {
		return ask.TruthOf(g.markedDown())
	}
	return g.answer(name, now)
}

// answer is the value of those that the line itself has.
func (l *Line) answer(name string, now time.Time) ask.Value {
	switch name {
	case "line.gtin":
		return ask.TextOf(l.GTIN.String())
	case "line.sku":
		return ask.TextOf(l.SKU)
	case "line.plu":
		return ask.TextOf(l.PLU)
	case "line.name":
		return ask.TextOf(l.Name)
	case "line.brand":
		return ask.TextOf(l.Brand)
	case "line.lot":
		return ask.TextOf(l.Lot)
	case "line.zone":
		return ask.TextOf(l.Zone)
	case "line.categories":
		return ask.TextsOf(l.Categories)
	case "line.tags":
		return ask.TextsOf(l.Tags)
	case "line.price":
		return ask.NumberOf(l.Price)
	case "line.quantity":
		return ask.NumberOf(l.Quantity)
	case "line.grams":
		return ask.NumberOf(l.Grams)
	case "line.measured":
		return ask.NumberOf(l.Measured)
	case "line.hours_left":
		end, ok := l.ends(now.Location())
		if !ok {
			return ask.NumberOf(math.MaxInt64)
		}
		return ask.NumberOf(int64(end.Sub(now) / time.Hour))
	}
	return ask.Value{}
}
