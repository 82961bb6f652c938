package quota

import (
	"fmt"
	"time"

	"endcap/offers/money"
	"endcap/offers/play"
)

// Grant is what headquarters lets one device give away. It limits what it
// names: a figure of zero is not limited by this grant. It is either of an
// offer (uses, money, serials) or of an account (points).
type Grant struct {
	ID      string       `json:"id"`
	Offer   string       `json:"offer,omitempty"`
	Uses    int64        `json:"uses,omitempty"`    // how often the offer may be given
	Money   money.Amount `json:"money,omitzero"`    // what it may cost the shop
	Serials Serials      `json:"serials,omitzero"`  // coupons that may be taken, each once
	Account string       `json:"account,omitempty"` // whose points: member/ID
	Points  int64        `json:"points,omitempty"`  // how many may be burned
	Seed    play.Secret  `json:"seed,omitzero"`     // of the device's draws, for an offer that is an instant win
	Until   time.Time    `json:"until"`             // from then on nothing of it is left
}

// Serials are the serial numbers of coupons from one to another, both among
// them. The zero value is none; serial numbers begin with 1.
type Serials struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Has tells whether a serial number is among them.
func (s Serials) Has(n int64) bool { return s.From > 0 && s.From <= n && n <= s.To }

// Check says what is wrong with the grant.
func (g Grant) Check() error {
	wrong := func(what string) error { return fmt.Errorf("%w: %q %s", ErrGrant, g.ID, what) }
	switch {
	case g.ID == "" || len(g.ID) > MaxID:
		return wrong(fmt.Sprintf("is no ID; use 1 to %d bytes", MaxID))
	case (g.Offer == "") == (g.Account == "") || len(g.Offer) > MaxID || len(g.Account) > MaxID:
		return wrong("names not one offer and not one account; name one of them")
	case g.Until.IsZero():
		return wrong("has no end; give it an until")
	case g.Account != "" && (g.Points < 1 || g.Uses != 0 || g.Money != money.Amount{} || g.Serials != Serials{} || g.Seed != play.Secret{}):
		return wrong("is of an account; it grants points, at least 1, and nothing else")
	case g.Account != "" && g.Points > MaxFigure:
		return wrong(fmt.Sprintf("grants too many points; the most is %d", int64(MaxFigure)))
	case g.Account != "":
		return nil
	case g.Points != 0:
		return wrong("grants points to an offer; points are granted to an account")
	case g.Uses < 0 || g.Uses > MaxFigure:
		return wrong(fmt.Sprintf("grants %d uses; it may be 1 to %d, or 0 for no limit", g.Uses, int64(MaxFigure)))
	case g.Money != money.Amount{} && (g.Money.Minor < 1 || g.Money.Minor > MaxFigure || g.Money.Currency == money.Currency{}):
		return wrong(fmt.Sprintf("grants %s; grant 1 to %d minor units of a currency", g.Money, int64(MaxFigure)))
	case g.Serials != Serials{} && (g.Serials.From < 1 || g.Serials.To < g.Serials.From || g.Serials.To-g.Serials.From >= MaxSerials):
		return wrong(fmt.Sprintf("grants the serials %d to %d; grant 1 to %d of them, from 1 on", g.Serials.From, g.Serials.To, MaxSerials))
	case g.Uses == 0 && g.Money == money.Amount{} && g.Serials == Serials{}:
		return wrong("limits nothing; name uses, money or serials")
	}
	return nil
}

// same tells whether two grants say the same, in whatever place their times
// were written.
func (g Grant) same(o Grant) bool {
	until := g.Until.Equal(o.Until)
	g.Until, o.Until = time.Time{}, time.Time{}
	return until && g == o
}
