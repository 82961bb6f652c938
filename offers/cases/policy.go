package cases

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"endcap/offers"
	"endcap/offers/money"
)

type policy struct {
	Order       string `json:"order"`
	Combine     string `json:"combine"`
	Rounding    string `json:"rounding"`
	Remainder   string `json:"remainder"`
	PercentBase string `json:"percent_base"` // of line and basket
	UnitBase    string `json:"unit_percent_base"`
	Spread      string `json:"spread"`
}

// UnmarshalJSON refuses unknown keys.
func (p *policy) UnmarshalJSON(b []byte) error {
	type plain policy
	return refuse(b, (*plain)(p), "policy")
}

// byPriority reports whether offers apply by priority rather than as listed.
func (p policy) byPriority() bool { return strings.Contains(p.Order, "priority") }

func (p policy) engine() (offers.Policy, error) {
	var e offers.Policy
	var faults []error
	pick := func(key, value string, known ...string) int {
		i := slices.Index(known, value)
		if i < 0 {
			faults = append(faults, fmt.Errorf("policy %s %q is not built yet", key, value))
		}
		return i
	}
	if !p.byPriority() || strings.Contains(p.Order, "asc") {
		pick("order", p.Order, "", "listed")
	}
	e.Combine = []offers.Combine{offers.InTurn, offers.InTurn, offers.InTurn, offers.BestOf, offers.BestPrice}[1+pick("combine", p.Combine, "", "all", "best-of", bestPrice)]
	e.Rounding = []money.Rounding{money.HalfUp, money.HalfUp, money.HalfUp, money.HalfEven, money.Down}[1+pick("rounding", p.Rounding, "", "half-up", "half-even", "down")]
	e.Remainder = []money.Remainder{money.Largest, money.Largest, money.Largest, money.ToLast, money.ToFirst}[1+pick("remainder", p.Remainder, "", "largest-remainder", "floor-then-last", "round-then-first")]
	pick("percent_base", p.PercentBase, "", "running-price")
	e.RunningBase = pick("unit_percent_base", p.UnitBase, "", "list", "running") == 2
	pick("spread", p.Spread, "", "proportional-largest-first")
	if e.Combine == offers.BestPrice {
		e.Budget = searching
	}
	return e, errors.Join(faults...)
}

const (
	bestPrice = "best-price"
	searching = 2_000_000 // work of a search: a case is answered once, and not at a till
)
