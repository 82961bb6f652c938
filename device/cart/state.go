package cart

import (
	"errors"
	"strings"
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/quota"
	"endcap/offers/shopper"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// State is everything a cart knows. It is a value; On returns the next one.
// It belongs to one goroutine, for the tables that it prices with.
type State struct {
	place   string // name of the cart, where its goods are counted
	opening string // of the store: basket.Basket.Opening of new baskets
	basket  basket.Basket
	book    wire.Edition // that offers and, where it knows them, products are of
	offers  *offers.Set
	pricer  *offers.Pricer // of offers; its tables change, what it answers does not
	wins    []intake.Win
	left    []quota.Left // that may still be given away
	priced  offers.Result
	turn    int     // rises whenever a thought may no longer hold
	thought Thought // the zero value until there was time for one
	// shopper is what a shopper's card told, nil while nobody is known. It is
	// never stored: who loses power shows the card again.
	shopper *shopper.Token
	public  bool // shows prices as for a shopper of whom nothing is known
	notice  string
	bad     bool
	paid    *Paid
	sold    *sold // the basket that was paid last
}

// NewState returns the state of a cart that goes on with a basket. The zero
// basket is the first one of this cart. opening is the store's incarnation.
// Until BookChanged it has no offers and the prices it had.
func NewState(place, opening string, b basket.Basket) State {
	if b.ID == "" {
		b = basket.Basket{ID: nextBasket(place, ""), Opening: opening}
	}
	return State{place: place, opening: opening, basket: b, pricer: offers.NewPricer(nil)}.reprice(time.Time{}) // without offers no clock matters
}

// On decides what an event means. It reads nothing but its arguments: the
// next state holds once every Commit among the effects, in their order, is
// durable.
func (s State) On(e Event, now time.Time) (State, []Effect) {
	switch e := e.(type) {
	case Granted:
		return s.granted(e, now), nil
	case Ticked:
		return s.reprice(now), nil
	case Thought:
		if e.turn == s.turn {
			s.thought = e
		}
		return s, nil
	case NotStored:
		return s.notStored(e, now)
	}
	s.thought, s.turn = Thought{}, s.turn+1
	switch e := e.(type) {
	case Scanned:
		return s.scanned(e, now)
	case RemoveAsked:
		return s.removed(e, now)
	case PayAsked:
		return s.payed(e, now)
	case WithdrawAsked:
		return s.withdrawn(e, now)
	case OverrideAsked:
		return s.overridden(e, now)
	case ReturnAsked:
		return s.returned(e, now)
	case SignedIn:
		return s.signedIn(e, now)
	case SignedOut:
		return s.signedOut(e, now), nil
	case PublicAsked:
		s.public = e.Public && s.shopper != nil
		return s.reprice(now), nil
	case BookChanged:
		s.book, s.offers, s.pricer = e.Edition(), e.Offers, offers.NewPricer(e.Offers)
		s.wins, s.sold = e.Wins, s.sold.later()
		s.basket = s.basket.Reprice(e.Version, e.Rises, func(g gs1.GTIN) (catalog.Product, bool) {
			p, ok := e.Products[g]
			return p, ok
		})
		return s.reprice(now), nil
	}
	return s, nil
}

func (s State) removed(e RemoveAsked, now time.Time) (State, []Effect) {
	if e.Basket != s.basket.ID {
		return s.stale()
	}
	b, out, err := s.basket.Remove(e.Line, e.Quantity)
	if err != nil {
		s.notice, s.bad = "Not removed: "+reason(err)+".", true
		return s, []Effect{Signal{device.Bad}}
	}
	step := journal.Step{Basket: &b, Moves: []stock.Movement{s.moved(out, stock.PutBack, -1, now)}}
	s.basket, s.notice, s.bad = b, "Put back: "+out.Product.Name, false
	return s.reprice(now), []Effect{Commit{step}, Signal{device.Good}}
}

// stale refuses a wish made for a basket that is another one by now.
func (s State) stale() (State, []Effect) {
	s.notice, s.bad = "The basket has changed meanwhile. Please look at it again.", true
	return s, []Effect{Stale{}, Signal{device.Bad}}
}

// notStored tells the shopper that nothing happened. A scan that was done
// before a crash and is delivered again is no news.
func (s State) notStored(e NotStored, now time.Time) (State, []Effect) {
	if errors.Is(e.Fault, journal.ErrSeen) {
		return s, nil
	}
	what := "Not done: "
	switch of := e.Of.(type) {
	case Scanned:
		what = "Not added: "
		if cause, sentence := of.Judge(now); cause != intake.Fine {
			what = sentence + " Not noted: "
		}
	case RemoveAsked:
		what = "Not removed: "
	case PayAsked:
		what = "Not paid: "
	case WithdrawAsked:
		what = "Not taken back: "
	case OverrideAsked:
		what = "Price not set: "
	case ReturnAsked:
		what = "Not paid back: "
	case SignedIn, SignedOut, PublicAsked, BookChanged, Granted, Ticked, Thought, NotStored:
	}
	s.notice, s.bad = what+reason(e.Fault)+".", true
	return s, []Effect{Signal{device.Bad}}
}

// reason is the text of an error without the names of packages.
func reason(err error) string {
	if errors.Is(err, journal.ErrFull) {
		return "this cart can keep no more. Please pay at the till"
	}
	for _, kind := range [...]error{basket.ErrLine, basket.ErrFull, basket.ErrTwice, basket.ErrAbsent} {
		if errors.Is(err, kind) {
			return strings.TrimPrefix(err.Error(), kind.Error()+": ")
		}
	}
	return err.Error()
}

func (s State) reprice(now time.Time) State {
	s.priced = s.basket.PriceBy(s.pricer, s.context(now))
	return s
}

// context is all that offers may ask.
func (s State) context(now time.Time) offers.Context {
	return offers.Context{Now: now, Customer: s.customer(now), Public: s.public, Left: s.left, Won: s.won()}
}

// moved is the movement of the whole of a line into (+1) or out of (-1) the cart.
func (s State) moved(l basket.Line, cause stock.Cause, sign int64, now time.Time) stock.Movement {
	m := stock.Movement{
		GTIN: l.Product.GTIN, Lot: l.Lot, Expiry: l.Expiry, Place: s.place,
		Quantity: sign * l.Quantity, Cause: cause, At: now,
	}
	if l.Grams > 0 {
		m.Quantity, m.Grams = sign*l.Grams, true
	}
	return m
}
