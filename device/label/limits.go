package label

const (
	// MinWidth, MinHeight, MaxWidth and MaxHeight bound the size of a label in
	// pixels, from 2.13" panels to 13.3" ones.
	MinWidth, MinHeight = 250, 122
	MaxWidth, MaxHeight = 1600, 1200
	// MinAspect and MaxAspect bound width/height, in percent: the layout is
	// for labels that lie.
	MinAspect, MaxAspect = 115, 300

	// MinModule is the smallest module of the code in pixels. A panel of 130
	// dpi shows it 0.39 mm wide; GS1 asks 0.396 mm of a Digital Link QR code
	// at the shelf (GenSpecs 5.12.3.1), and phones read it.
	MinModule = 2
	// QuietModules is the white space around a QR code (ISO/IEC 18004 5.3.8).
	QuietModules = 4
	// MaxModules is the side of the largest code: QR version 10.
	MaxModules = 57

	// MaxText is how many characters of a name, a brand, an origin or an offer
	// are looked at; what does not fit ends in an ellipsis anyway.
	MaxText = 200
)
