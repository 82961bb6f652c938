package linear

// What is believed of a line. Squares are of modules, summed over the runs of a
// character: two characters of EAN or Code 128 are at least 2 apart, so 0.5 is
// half way.
const (
	maxMiss   = 1.2 // a run may miss its pattern by so much
	minMargin = 0.1 // and the next best pattern must miss it by so much more
	// maxMean is how much the characters of a symbol may miss on average.
	maxMean = 0.5
	// maxMeanWeak is the same for symbols that prove little by themselves.
	maxMeanWeak = 0.3
	// maxBlurred is how much the elements of a symbology with two widths may
	// miss on average, in squares of the difference between the two.
	maxBlurred = 0.06
	// minQuiet is the least quiet zone in modules. 7 to 11 are due, but labels
	// are cut and cameras see few of them.
	minQuiet = 3.5
	// maxGrowth is by how much of a module bars may be wider than printed.
	maxGrowth = 0.7
)

// What one picture may cost.
const (
	// maxText bounds the characters of a symbol, those that are not data
	// included.
	maxText = 100
	// leastRuns is how many runs any symbol has.
	leastRuns = 16
	// maxSharp bounds the lines of a picture that are looked at sharpened.
	maxSharp = 24
	// maxVotes bounds the different texts that one sweep may find.
	maxVotes = 8
	// maxPlaces bounds the places where bars are looked for.
	maxPlaces = 8
)

const (
	// minLine is the length in pixels of a line on which a symbol may be.
	minLine = 32
	// minBars is how far, in pixels, a symbol must reach across its bars to be
	// looked for at an angle of its own.
	minBars = 40
)
