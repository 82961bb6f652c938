package points

import (
	"fmt"

	"endcap/offers/money"
)

// Rate says how points are earned: so many for every full amount, such as 1
// for every 2.00 EUR.
type Rate struct {
	Points int64
	Per    int64 // minor units, at least 1
}

// Earn returns the points for minor units: those of the full amounts in it,
// and none for what is nothing or less.
func (r Rate) Earn(minor int64) (int64, error) {
	if r.Per < 1 || r.Points < 0 || r.Points > MaxPoints {
		return 0, fmt.Errorf("%w: a rate of %d for every %d minor units; use 0 to %d for 1 or more", ErrRange, r.Points, r.Per, int64(MaxPoints))
	}
	return most(max(minor, 0)/r.Per, r.Points, 1)
}

// Multiply returns what is added to earned points by a factor: 50 % of 33 is
// 16, and 200 % makes three times of once. A part of a point is dropped.
func Multiply(earned int64, by money.Percent) (int64, error) {
	if earned < 0 || by < 0 {
		return 0, fmt.Errorf("%w: %s %% of %d points", ErrRange, by, earned)
	}
	return most(earned, int64(by), int64(money.Whole))
}

// most is n * num / den rounded down, or ErrRange beyond MaxPoints.
func most(n, num, den int64) (int64, error) {
	got, err := money.Ratio(n, num, den, money.Down)
	if err != nil || got > MaxPoints {
		return 0, fmt.Errorf("%w: at most %d in one entry", ErrRange, int64(MaxPoints))
	}
	return got, nil
}

// Step says how points are burned: so many at once for so much money, such as
// 100 for 1.00 EUR.
type Step struct {
	Points int64 // at least 1
	Worth  int64 // minor units, at least 1
}

// Burn returns how many points are burned and what they are worth: as many
// whole steps as the points suffice for, and never more than what is due.
// There is nothing to burn where have or due is nothing or less.
func (s Step) Burn(have, due int64) (points, worth int64, err error) {
	if s.Points < 1 || s.Worth < 1 {
		return 0, 0, fmt.Errorf("%w: a step of %d points worth %d minor units; both are at least 1", ErrRange, s.Points, s.Worth)
	}
	steps := min(max(have, 0)/s.Points, max(due, 0)/s.Worth)
	return steps * s.Points, steps * s.Worth, nil
}
