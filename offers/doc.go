// Package offers prices baskets under promotions and says why.
//
// # Order
//
// Compile checks a list of offers and puts them in the order they apply:
// layer (shelf, item, multibuy, basket, coupon, loyalty, tender), then
// priority, the higher first, then place in the list. Price gives them in
// turn, each on what those before it left. An exclusive offer that saves
// anything is alone. Which units a multi-buy takes is decided greedily,
// the dearest first unless the offer says otherwise; a unit takes part in one
// multi-buy only.
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
