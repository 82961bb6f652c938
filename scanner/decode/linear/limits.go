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
	// maxUneven is how much the elements of a symbology with two widths may
	// miss on average, in squares of the difference between the two.
	maxUneven = 0.06
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
	// minSwing is the least difference of grey in a row that is looked along.
	minSwing = 8
	// minLine is the length in pixels of a line on which a symbol may be.
	minLine = 32
	// barStep is how far apart, in pixels, lines are that follow bars to their ends.
	barStep = 4
	// minBars is how far, in pixels, a symbol must reach across its bars to be
	// looked for at an angle of its own.
	minBars = 40
)

// What a symbol must be like whose light is fitted.
const (
	// leastModule is the least size of a module in pixels.
	leastModule = .85
	// gamma undoes, about, what a camera does to the light that its lens has
	// blurred before.
	gamma = 1.6
	// maxGap is how many modules of it blur may make into one run.
	maxGap = 13
	// hopeMild and hopeStrong are the most that a glance may miss.
	hopeMild, hopeStrong = .5, .25
	// hopeless is how many times that a level symbol misses which will not fit
	// when it is bent.
	hopeless = 1.75
	// wide and near are how many modules of light to both sides are levelled
	// together, before the digits are certain and after.
	wide, near = 30, 12
	// leastMargin is by how many times what a row of digits misses the next best
	// must miss more.
	leastMargin = 1.25
	// doubtful is what bends miss of which better starts are not to be expected.
	doubtful = .13
	// unpromising is what a bend misses at the end of a climb from which no better
	// start leads to a symbol: three times what is believed.
	unpromising = .3
	// surely is what a bend misses that will not be bettered by another start.
	surely = .045
)

// What fitting may cost.
const (
	maxLinks   = 15
	maxSamples = (95 + 2*skirt) * fine
	// maxStarts bounds the bends that are climbed from.
	maxStarts = 6
	// maxWindows bounds the places on a line.
	maxWindows = 5
	// maxLikely bounds the windows of a line that are searched.
	maxLikely = 3
	// maxFits bounds the searches in a picture.
	maxFits = 5
	// maxBlurred bounds the places of a picture where blurred symbols are sought.
	maxBlurred = 2
	// maxGlances bounds the windows of a picture that are glanced at.
	maxGlances = 40
	// searchedParts is how many lines of a place a symbol is searched for on.
	searchedParts = 3
)

// mildBlurs and strongBlurs are those of blurs that are begun with.
var mildBlurs, strongBlurs = [...]int{4}, [...]int{11, 14}
