// Package points keeps a shop's points as double entry: every entry moves
// points from one account to another, so all balances together are always
// zero, and what was issued is what members hold and what was burned.
//
//	issue/OFFER  ->  member/ID    earned
//	member/ID    ->  burn/OFFER   burned
//
// An entry has an ID made of the basket, the offer and a number. Posting it
// twice is posting it once, so an entry may travel as often as it takes.
// Entries are never changed or removed: Reverse makes the one that takes
// another back. What is earned for a part of the goods that stay is a new
// entry with the next number.
//
// A basket's name must never come again: a device that began with an empty
// store counts its baskets from 1 anew, so the name that is handed in here
// tells the incarnation of the store too.
//
// A device posts entries and knows no balances; headquarters adds them up.
// What a device may burn by itself it holds as a grant (offers/quota).
package points
