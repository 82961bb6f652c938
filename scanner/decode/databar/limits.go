package databar

const (
	// minVotes is how many lines must agree on a character.
	minVotes = 2
	// maxSeen is how many characters are kept of one picture, maxLimited how
	// many symbols of GS1 DataBar Limited.
	maxSeen    = 256
	maxLimited = 32
	// maxTries is how many characters are tried in the place of another before
	// a symbol is given up.
	maxTries = 400
)

const (
	// maxElements is the most elements that a character has.
	maxElements = 14
	// maxInk is how much wider, in modules, all dark or all light elements of
	// a character may have become.
	maxInk = .85
	// maxFinderOff is by how much the elements of a finder may be off, as the
	// sum of the squares in modules.
	maxFinderOff = 1.6
	// maxShift is how far, in modules, something may lie from where it should.
	maxShift = 7
	// maxSame is how far apart, in modules, the middles of one finder may lie.
	maxSame = 1
	// maxSide is by what part the width of a character may differ from what
	// the finder promises.
	maxSide = .13
	// maxGap is how far apart, in modules, lines may cross the same bars, or
	// the bars of one row and of the next.
	maxGap = 60
	// maxLean is how far, in modules, bars may go along a line for a module
	// across it.
	maxLean = .7
)
