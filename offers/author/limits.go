package author

// Limits of what is read and told.
const (
	maxYAML     = 8 << 20 // bytes of a YAML file; JSON takes offers.MaxFile
	maxDepth    = 32      // groups within each other, as strict.MaxDepth
	maxIndent   = 200     // spaces before a line of YAML
	maxSyntax   = 50      // syntax faults told of one file
	maxFindings = 200     // of each kind, told of one file
	maxSamples  = 3       // baskets tried for an offer
	manyOffers  = 1000    // of a file, above which one is tried
	maxBids     = 50      // offers on the same goods that one is held against
	maxSales    = 200_000 // priced anew
	maxSaleLine = 1 << 20 // bytes of one
)
