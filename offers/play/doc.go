// Package play decides games that run on a device by themselves: challenges
// and instant wins.
//
// # Challenges
//
// A challenge counts towards a goal: three pieces of a brand, five different
// zones, ten pieces that nobody else will buy tonight. What was reached
// before comes with the shopper; what this basket adds is counted from the
// basket as it stands, so a piece that is put back was never counted.
//
// # Instant wins that can be audited
//
//	headquarters   master: 32 random bytes, secret until the end
//	in the offer   commit = SHA-256(master), and the chance
//	in the grant   seed   = HMAC-SHA-256(master, offer, device)
//	at the till    draw   = HMAC-SHA-256(seed, basket)
//	at the end     master is published; anyone computes all of it again
//
// With the commit out, headquarters cannot choose who wins; without the
// master, nobody can tell before. A device knows its own seed, so a basket's
// name must not be the shopper's or the device's to choose, and must never
// come again: it tells the incarnation of the store too, because a device
// that began with an empty store counts its baskets from 1 anew. How often
// and how much is won is limited by the offer's grants (offers/quota).
package play
