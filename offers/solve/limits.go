package solve

// Limits of a problem, and how much a solver tries.
const (
	MaxPieces     = 10_000  // of a problem
	MaxDeals      = 20_000  // of a problem
	MaxGroups     = 6       // of a deal
	MaxGroupOf    = 24      // pieces of one group
	MaxSum        = 1 << 42 // minor units, all prices together
	DefaultBudget = 60_000  // work of one problem

	maxNodes    = 1 << 18       // of all lattices together
	maxOpen     = 1 << 13       // nodes of a lattice whose applications stand open beside each other
	maxStates   = 4_096         // of a lattice before one piece
	maxRounds   = 60            // of looking for prices
	edgesAUnit  = 64            // edges looked at cost as much work as one node of the search
	keptScratch = 1 << 18       // bytes of one table kept from one problem to the next
	fine        = 64            // parts of a minor unit in which prices of pieces are counted
	dearest     = fine * MaxSum // a price of a piece
	never       = int64(-1) << 54
)
