package pdf417

// What the standard allows (ISO/IEC 15438 5.1).
const (
	charModules  = 17 // of a character
	startModules = 17
	stopModules  = 18
	minRows      = 3
	maxRows      = 90
	maxColumns   = 30 // of data
	maxWords     = 928
	// modulus is how many codewords there are.
	modulus = 929
)

// What one picture may cost.
const (
	// maxStep is how far apart lines are that are searched, at most.
	maxStep = 8
	// maxGuards bounds the start and stop patterns that are followed, each way.
	maxGuards = 24
	// maxTried is how many of them are read from.
	maxTried = 6
	// maxPasses is how often a symbol is read, each time straighter.
	maxPasses = 3
	// minSights is how many characters there must be for another pass.
	minSights = 12
	// maxLines is how many lines are read across a symbol.
	maxLines = 360
	// maxSamples is how long a line may be.
	maxSamples = 4096
	// minHits is how often a pattern must have been crossed to be followed.
	minHits = 3
)
