package gs1

import "strings"

// Repair is a set of things that Parse mends, each of which the official
// engine refuses. What was mended stands in [Message].Repairs.
type Repair uint32

// The repairs. They are only ever added to.
const (
	// RepairBare takes element strings that nothing in front announced.
	RepairBare Repair = 1 << iota
	// RepairPlainID takes data whose symbology identifier says that it is no
	// GS1 data (]C0 ]d0 ]Q0 ...), or not as which (a link behind ]d1 in any case).
	RepairPlainID
	// RepairFNC1 drops the separator in front of element strings.
	RepairFNC1
	// RepairITF14 takes the 14 digits of an ITF-14 symbol (]I0 ]I1).
	RepairITF14
	// RepairUPCA takes the 12 digits of a UPC-A symbol.
	RepairUPCA
	// RepairAddOn parts an EAN-13 from the two or five digits beside it (]E3).
	RepairAddOn
	// RepairShortGTIN fills a GTIN of 8, 12 or 13 digits in a link to 14.
	RepairShortGTIN
	// RepairSlash drops the slash behind a link.
	RepairSlash
	// RepairScheme takes a scheme in mixed case, HtTps://.
	RepairScheme
	// RepairComposite sees the two parts of a composite symbol as one label;
	// the official engine does not, so that an expiry date above an EAN-13
	// misses its GTIN.
	RepairComposite
	// RepairCompressed takes a compressed link; see Decompress.
	RepairCompressed
	// RepairUPCE takes the 8 digits of a UPC-E symbol behind ]E0.
	RepairUPCE
	// RepairLineEnd drops line ends, tabs and the like behind the data.
	RepairLineEnd
	// RepairTyped takes a separator that is written out, as <GS> {GS} [GS]
	// <FNC1> ^] ␝ \x1d \u001d %1D or ~1. Where the data is valid with it as it
	// stands, only <GS> and <FNC1> are taken for one.
	RepairTyped

	repairsEnd

	// AllRepairs is every one of them, as Parse makes them.
	AllRepairs = repairsEnd - 1
)

// repairs are the names of the repairs, from the first on, and what to tell a
// technician who could make them needless.
var repairs = [...]struct{ name, text string }{
	{"bare_data", "the symbol does not say that it holds GS1 data: let the scanner send AIM symbology identifiers"},
	{"plain_identifier", "the symbol says that it holds no GS1 data, and does: tell its supplier to print FNC1 in front"},
	{"leading_separator", "the scanner sends the FNC1 in front as a separator: let it send AIM symbology identifiers instead"},
	{"itf_14", "the digits of an ITF-14 symbol were taken for a product number"},
	{"upc_a", "the scanner sends UPC-A with 12 digits: set it to send 13, with a 0 in front"},
	{"add_on", "the add-on beside the symbol was taken off the product number"},
	{"short_gtin", "the link has a product number of less than 14 digits: tell its supplier to fill it up with zeros"},
	{"trailing_slash", "the link ends in a slash, which was dropped: tell its supplier"},
	{"mixed_case_scheme", "the link does not begin with https:// in small letters: tell its supplier"},
	{"composite", "the two parts of a composite symbol were read as one label"},
	{"compressed_link", "the link is compressed, which no standard of GS1 allows on products: tell its supplier"},
	{"upc_e", "the scanner sends UPC-E with 8 digits: set it to expand UPC-E to UPC-A"},
	{"line_end", "the scanner sends a line end behind the data: set its suffix so that the device takes it off, or to none"},
	{"typed_separator", "the separator is written out as text and was read as the separator: set the scanner's GS1 separator to ASCII 29"},
}

// String writes the names of the repairs, with commas between them.
func (r Repair) String() string {
	var names []string
	for i, known := range repairs {
		if r&(1<<i) != 0 {
			names = append(names, known.name)
		}
	}
	return strings.Join(names, ",")
}

// Warnings tells of each repair that was made: its name as the code, and what
// to do about it.
func (r Repair) Warnings() (all []Warning) {
	for i, known := range repairs {
		if r&(1<<i) != 0 {
			all = append(all, Warning{Code: known.name, Text: known.text})
		}
	}
	return all
}
