package offers

import (
	"fmt"
	"strings"
)

// words are the sentences of one language.
type words struct {
	saved, once, notNow, notToday, notHere, usedUp, savesNothing      string
	pieces, piece, spend, weight, shopper, coupon, members, condition string
	taken, apart, least, personal, one, many, earned, burned, goal    string
}

var english = words{
	saved:        "%s: %s saved on %s",
	one:          "1 piece",
	many:         "%d pieces",
	earned:       "%d points earned",
	burned:       "%d points burned",
	once:         "; without it the basket would cost %s more",
	notNow:       "the offer has not begun, or has ended",
	notToday:     "not on this day or at this hour",
	notHere:      "not in this place",
	usedUp:       "given as often as it may be, or too little is left for it",
	goal:         "for those who won, or who reached its goal",
	savesNothing: "it saves nothing here",
	pieces:       "%d more pieces are needed",
	piece:        "1 more piece is needed",
	spend:        "%s more is needed",
	weight:       "more weight is needed",
	shopper:      "for other shoppers",
	coupon:       "with a coupon",
	members:      "for more shoppers together",
	condition:    "its condition does not hold",
	taken:        "its pieces are in %s; alone it would save %s",
	apart:        "it is not given together with %s; alone it would save %s",
	least:        "with the other offers the basket is cheaper; alone it would save %s",
	personal:     "This price was personalised on the basis of automated decision-making.",
}

var german = words{
	saved:        "%s: %s gespart bei %s",
	one:          "1 Stück",
	many:         "%d Stück",
	earned:       "%d Punkte gesammelt",
	burned:       "%d Punkte eingelöst",
	once:         "; ohne das Angebot wäre der Einkauf um %s teurer",
	notNow:       "das Angebot hat noch nicht begonnen oder ist beendet",
	notToday:     "nicht an diesem Tag oder zu dieser Stunde",
	notHere:      "nicht an diesem Ort",
	usedUp:       "so oft gegeben wie vorgesehen, oder es ist zu wenig übrig",
	goal:         "für alle, die gewonnen oder das Ziel erreicht haben",
	savesNothing: "es spart hier nichts",
	pieces:       "es fehlen %d Stück",
	piece:        "es fehlt 1 Stück",
	spend:        "es fehlen %s",
	weight:       "es fehlt Gewicht",
	shopper:      "für andere Kunden",
	coupon:       "mit einem Gutschein",
	members:      "für mehr Kunden zusammen",
	condition:    "seine Bedingung ist nicht erfüllt",
	taken:        "seine Stücke sind in %s; allein würde es %s sparen",
	apart:        "es gilt nicht zusammen mit %s; allein würde es %s sparen",
	least:        "mit den anderen Angeboten ist der Einkauf billiger; allein würde es %s sparen",
	personal:     "Dieser Preis wurde auf der Grundlage einer automatisierten Entscheidungsfindung personalisiert.",
}

// wordsIn returns the sentences of a language, or the English ones.
func wordsIn(language string) words {
	if strings.HasPrefix(language, "de") {
		return german
	}
	return english
}

// Notice returns the sentence that a shopper must be told beside a price that
// his personal data set (Directive 2011/83/EU Art. 6(1)(ea)), in German for
// "de" and its regions and else in English, or "" where none is due.
func (r Result) Notice(language string) string {
	if !r.Personal {
		return ""
	}
	return wordsIn(language).personal
}

func (w words) given(r *Reason) string {
	n := int64(0)
	for _, u := range r.Units {
		n += u.Quantity
	}
	pieces := w.one
	if n != 1 {
		pieces = fmt.Sprintf(w.many, n)
	}
	text := fmt.Sprintf(w.saved, r.Rule, r.Saved, pieces)
	if r.Worth != r.Saved && r.Worth.Minor > 0 {
		text += fmt.Sprintf(w.once, r.Worth)
	}
	return text
}

// points says how many were given or taken.
func (w words) points(n int64) string {
	if n < 0 {
		return fmt.Sprintf(w.burned, -n)
	}
	return fmt.Sprintf(w.earned, n)
}

// missing says what is to be added.
func (w words) missing(m Missing) string {
	switch {
	case m.Units == 1:
		return w.piece
	case m.Units > 1:
		return fmt.Sprintf(w.pieces, m.Units)
	}
	return fmt.Sprintf(w.spend, m.Amount)
}

// unmet says which condition does not hold, and how far it is.
func (w words) unmet(c *condition, m Missing) (Why, string) {
	switch c.Type {
	case MinSpend, MinQuantity, MinProducts, Contains:
		if m.lacks() {
			return Unmet, w.missing(m)
		}
	case Weekday, TimeOfDay, Holiday:
		return NotNow, w.notToday
	case Zone:
		return Unmet, w.notHere
	case Coupon:
		return Unmet, w.coupon
	case MinWeight:
		return Unmet, w.weight
	case MinMembers:
		return Unmet, w.members
	case Segment, Member, NthVisit, FirstPurchase, MinPoints, ChallengeDone:
		return Unmet, w.shopper
	case AskIf:
	}
	return Unmet, w.condition
}

// keptOff says which offer stands in the way.
func (w words) keptOff(r *Reason, by string) string {
	switch {
	case by == "":
		return fmt.Sprintf(w.least, r.Alone)
	case r.Why == Apart:
		return fmt.Sprintf(w.apart, by, r.Alone)
	}
	return fmt.Sprintf(w.taken, by, r.Alone)
}
