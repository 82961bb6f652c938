package aztec

// What one picture may cost.
const (
	// maxChecks bounds the rows in which a bullseye is suspected.
	maxChecks = 1 << 13
	// maxPlaces bounds the bullseyes that are looked into, and maxTries how
	// often one is, each time from another row.
	maxPlaces, maxTries = 24, 2
	// maxMisses bounds the places where rings are looked for.
	maxMisses = 64
	// everyRow is the height up to which a picture is swept in every row; in a
	// higher one every second row will do, as modules of one pixel are not to be
	// read in it.
	everyRow = 320
)

// What is taken for a bullseye.
const (
	// maxStretch is how much longer a module may be one way than the other.
	maxStretch = 4
	// maxOblong is how much longer a bullseye may be in one of eight directions
	// than in another: 1.4 of it is that of a square, the rest its being tilted.
	// Stripes are at least 2.6 times as long in one of them.
	maxOblong = 2.5
	// maxWrong is how many of the 81 modules of the smaller bullseye may be wrong.
	maxWrong = 8
	// maxTurned is how many of the twelve orientation modules may be wrong.
	maxTurned = 3
	// maxOutside is how much of a symbol may be cut off by the border of the
	// picture, in percent.
	maxOutside = 12
	// minCheck is the least number of check words that a symbol may have: the
	// standard recommends 3 and 23 % (ISO/IEC 24778 5.3); with none anything
	// would be a symbol.
	minCheck = 3
	// safeCheck is the number of check words from which on wrong words may be put
	// right: with fewer it would often turn nonsense into a symbol.
	safeCheck = 5
)
