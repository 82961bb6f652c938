package cart

import (
	"time"

	"endcap/device"
	"endcap/offers"
	"endcap/offers/shopper"
)

// signedIn prices the basket for a shopper who is known. Nothing of it is
// stored, and the view says only that somebody is.
func (s State) signedIn(e SignedIn, now time.Time) (State, []Effect) {
	if e.Fault != nil {
		s.notice, s.bad = "Card not taken: "+e.Fault.Error()+".", true
		return s, []Effect{Signal{device.Bad}}
	}
	s.shopper, s.public, s.notice, s.bad = &e.Token, false, "Welcome. Your own offers are on.", false
	return s.reprice(now), []Effect{Signal{device.Good}}
}

// signedOut forgets the shopper, but not what lies in the cart.
func (s State) signedOut(e SignedOut, now time.Time) State {
	if s.shopper == nil {
		return s
	}
	s.shopper, s.public, s.notice, s.bad = nil, false, "Your card is forgotten.", false
	if e.Idle {
		s.notice = "Your card is forgotten, because nothing happened for a while. Show it again for your own offers."
	}
	return s.reprice(now)
}

// customer is the shopper as offers know one, nil while nobody is known.
func (s State) customer(now time.Time) *offers.Customer {
	if s.shopper == nil {
		return nil
	}
	c := s.shopper.Customer(now)
	return &c
}

// Card reads the text of a shopper's card. Its error is a sentence for the
// shopper.
type Card func(text string, now time.Time) (shopper.Token, error)
