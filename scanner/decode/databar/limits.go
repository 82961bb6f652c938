package databar

const (
	// minVotes is how many lines must agree on a character.
	minVotes = 2
	// maxSeen is how many characters are kept of one picture, maxLimited how
	// many symbols of GS1 DataBar Limited.
	maxSeen    = 256
	maxLimited = 32
	// maxTries is how many characters are put together before a symbol is given
	// up.
	maxTries = 400
	// minEdges is how many edges a line has that may be a blurred symbol, and
	// maxSharp about how many pixels of such lines are sharpened in a picture.
	minEdges = 24
	maxSharp = 4000
	// maxLooks is how many places are looked at again, with at most maxLines on
	// both sides of each, and no more where maxBlank lines have shown nothing.
	maxLooks = 3
	maxLines = 100
	maxBlank = 14
	// minLine is the length in pixels of a line on which there may be a symbol.
	minLine = 40
)

const (
	// maxElements is the most elements that a character has.
	maxElements = 14
	// maxInk is how much wider, in modules, all dark or all light elements of
	// a character may have become.
	maxInk = .85
	// maxOff is by how much the edges of a character may be off, as the mean
	// of the squares in modules, and maxDoubt by what part of the next best
	// character.
	maxOff   = .09
	maxDoubt = .9
	// inkWeight is how much more is known of the ink from the finder than from
	// one edge.
	inkWeight = 2
	// maxFinderOff is by how much the elements of a finder may be off, as the
	// sum of the squares in modules.
	maxFinderOff = 1.6
	// maxShift is how far, in modules, something may lie from where it should.
	maxShift = 7
	// minBar is how far, in modules, bars must have been followed to tell their
	// direction.
	minBar = 4
	// maxScale is how much larger or smaller modules may be than elsewhere in
	// the symbol.
	maxScale = 1.5
	// maxSame is how far apart, in modules, the middles of one finder may lie.
	maxSame = 1
	// maxSide is by what part the width of a character may differ from what
	// the finder promises.
	maxSide = .13
	// maxGap is how far apart, in modules, lines may cross the same bars, or
	// the bars of one row and of the next.
	maxGap = 60
	// mostModules is how wide a symbol may be, and maxBeside how far its
	// characters may lie from each other where it has several rows.
	mostModules = 560
	maxBeside   = 200
	// maxLean is how far, in modules, bars may go along a line for a module
	// across it.
	maxLean = .7
)
