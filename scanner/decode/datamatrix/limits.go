package datamatrix

const (
	// An edge must run on for some rows to be looked at: a part of the picture's
	// lesser side, but not less or more than these.
	minChain, maxChain, chainPart = 4, 10, 60
	// minLeg is the length, in pixels, of the shortest leg in a small picture;
	// in others it is nearly as long as two chains.
	minLeg = 7
	// maxLeg is the length, in pixels, of the longest half of a leg.
	maxLeg = 4096
	// gapPart is the part of a leg that may be missing in one place.
	gapPart = 16
	// wary is how many pixels of a leg are looked at before every third will do.
	wary = 128
	// maxAspect is by how much one leg may be longer than the other: 8 x 144
	// seen at an angle.
	maxAspect = 22
	// maxCos is the cosine of the angle between the legs at the most.
	maxCos = .6
	// minChanges is how often the colour must change on three lines across the
	// data: a dotted edge and six modules of data are least.
	minChanges = 5
	// maxTries bounds the places of a frame that are looked at closely.
	maxTries = 48
	// maxOffers bounds the grids that are taken in a frame.
	maxOffers = 200
)

const (
	// maxSide is the most modules of a side.
	maxSide = 144
	// maxTracks bounds how often a dotted edge is followed.
	maxTracks = 8
)

const (
	// Of a hundred fixed modules, those that must be as they should for a grid to
	// be read, and for it to be worth better corners.
	likely, doubtful = 78, 62
	// maxDoubts bounds the places that are told as suspects.
	maxDoubts = 4
	// tinySide is the larger side, in pixels, of a picture in which modules may
	// be too small to be seen as they are.
	tinySide = 64
	// maxUneven is how much the light may vary along solid edges, as a part of
	// what ink and paper differ by.
	maxUneven = .4
	// paleness is how far towards paper, as a part of what they differ by, dashes
	// are looked for that blur has made pale.
	paleness = .2
)

// minTones is how far apart in grey ink and paper must be.
const minTones = 10
