// Package offers prices baskets under promotions and says why.
//
// # Order
//
// Under best price, which is the policy of who sets none, each reward is given
// in a layer: that of its offer or, if the offer names none, its natural one.
//
//	shelf    near_expiry
//	item     what can be said of one line alone: unit_price, percent_off and
//	         amount_off of a unit or line, per_line_first_additional
//	multibuy group, buy_get, percent_off and amount_off of up to so many units
//	basket   what is of several lines together, tiered, or capped; gift
//	coupon   everything of an offer with a coupon
//	loyalty  points_earn, points_multiply
//	tender   points_burn, voucher
//
// A layer sees the prices that the layers before it left. Within it, first
// each line gets the one rule about it alone that saves most; then the pieces
// are shared out among the deals so that they save most, a piece to one deal
// (package solve, with a proof or, where that costs too much, a bound:
// Result.Gap); then the rest is given in turn, by priority and place. What
// best price chooses itself, choose does not: it is for the other policies,
// but for "cheapest", which keeps percent_off and amount_off of so many units
// out of the deals, and choose_get.
//
// A stack group is offers of which a piece gets one. An exclusive offer is
// given alone, where that is the cheapest for the shopper. Where a saving
// would keep the basket under a threshold that it reached, the basket is also
// priced without deals, and without item rules, and the cheapest is taken.
//
// Lines are looked at in an order of their own, by what they are: all choices
// between equals fall the same way, whatever was scanned first.
//
// Under InTurn all offers are given, by layer, priority and place, each on what
// those before it left; the layer of an offer without one is item. Multi-buys
// take units greedily, the dearest first unless the offer says otherwise; a
// unit is in one of them only. The first exclusive offer whose conditions hold
// is alone. BestOf gives one offer only.
//
// # Why
//
// A Result says which offer took what off which units. Explain says it of the
// offers that gave nothing as well, and what each is worth; Missing says what
// an offer lacks, and Nearly what would really save more. Whatever they tell
// was found by pricing the basket again, without an offer or with more in it.
// Result.Notice is the sentence that goes with a price that personal data set.
//
// # Money
//
// All figures are int64 minor units. A percentage is an exact ratio, rounded
// once at the level its scope names: unit, line or basket. What is taken off
// several units is spread in proportion to what they cost, the odd units to
// the largest remainders, and never below a unit's floor. The limits in
// limits.go keep every sum within 64 bits.
//
// # Cost
//
// An offer is filed under the rarest thing that a basket must have for it to
// save anything: a coupon, a product, a segment, a brand, a tag, a category.
// Price looks only at the offers that the basket leads to.
package offers
