package qr

// What Find may do with one picture.
const (
	// maxSeen bounds the finder patterns that are looked for, maxPatterns those
	// of them that are kept, the most alike.
	maxSeen, maxPatterns = 256, 64
	// maxTriples bounds the sets of three of them that are tried.
	maxTriples = 96
	// maxCost is how odd two patterns look together that are of no symbol.
	maxCost = 100
	// maxPairs bounds the pairs of finder patterns that are tried.
	maxPairs = 12
	// maxSizes bounds the sizes that one set is tried at.
	maxSizes = 4
	// maxReads bounds the grids that are offered.
	maxReads = 256
	// maxLooks bounds the modules that are looked at where they may be, in
	// settling symbols and looking for alignment patterns.
	maxLooks = 3_000_000
	// maxSuspects bounds the places that are returned.
	maxSuspects = 8
)

const (
	// MinSide and MaxSide are the modules along a side of a QR code of version
	// 1 and 40 (ISO/IEC 18004 5.3.1). A grid of fewer is of a Micro QR code.
	MinSide, MaxSide = 21, 177
	// minFinder is the least width, in pixels, of a finder pattern, and
	// minFinderFar that in a picture that is not small.
	minFinder, minFinderFar = 7, 9
	// rowStep is how many rows lie between two that are searched: one hits
	// the middle of every finder pattern with modules of a pixel.
	rowStep = 3
	// minContrast is the least difference in grey between dark and light.
	minContrast = 8
	// minLikeness is which part of the modules of a finder pattern must be
	// right.
	minLikeness = .75
	// maxRound is how much farther from the middle the farthest point of a round
	// finder pattern may be than the nearest.
	maxRound = 1.2
	// minSpread is the module, in pixels, from which on its light is taken at
	// five points.
	minSpread = 2.5
	// minAlike is which part of its finder and timing patterns a grid must have
	// right to be offered, minMicro that of a Micro QR code.
	minAlike, minMicro = .75, .85
	// minTiming is how well the timing patterns of a Micro QR code must show: 1
	// is all of the contrast of its finder pattern.
	minTiming = .4
	// maxMicro bounds the ways in which a Micro QR code is tried at one finder
	// pattern.
	maxMicro = 3
	// minAlign is how far, in parts of the contrast there, the ring of an
	// alignment pattern must be lighter than the rest of it.
	minAlign = .5
	// goodAlign is when nothing better is looked for.
	goodAlign = .8
	// maxPasses bounds how often alignment patterns are looked for.
	maxPasses = 6
	// maxSettle is the most modules along a side of a symbol that is settled.
	maxSettle = 57
	// rays is how many rays feel for the rings of a finder pattern.
	rays = 48
)
