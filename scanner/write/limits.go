package write

const (
	// MaxText is the longest text, in bytes, that QR, DataMatrix and Aztec write.
	MaxText = 1500
	// maxGS1128 is the longest element string of a GS1-128 symbol, separators
	// not counted (GenSpecs 5.4.1: 48 data characters).
	maxGS1128 = 48
)
