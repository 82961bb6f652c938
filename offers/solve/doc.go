// Package solve finds the best way to share pieces out among deals, with a
// proof that there is none better. It knows no offers, lines or currencies.
//
// # How
//
// Pieces stand in falling price. A deal reads them in that order, taking or
// leaving each, so all it can do is a lattice: a node for each state it may be
// in before a piece (how many it has, what the end of its rounding depends
// on), an edge for each way to take the piece. The best path through one
// lattice is the best use of one deal. Deals compete for pieces, so each piece
// is given a price (Lagrange): with any such prices the best paths together
// with the prices are an upper bound. A search over the pieces, with the state
// of every deal as its key, drops what cannot beat the best plan known. Money
// is whole numbers: a bound less than one minor unit above a plan proves it.
//
// # The same answer everywhere
//
// There is no clock, no float, no random figure, no order of a map, and
// nothing is remembered from one problem to the next. Effort is bounded by
// counted work. A Plan is a pure function of its Problem on every machine.
package solve
