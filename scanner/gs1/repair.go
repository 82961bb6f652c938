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

	repairsEnd

	// AllRepairs is every one of them, as Parse makes them.
	AllRepairs = repairsEnd - 1
)

// repairNames are the names of the repairs, from the first on.
var repairNames = [...]string{
	"bare_data", "plain_identifier", "leading_separator", "itf_14", "upc_a", "add_on",
	"short_gtin", "trailing_slash", "mixed_case_scheme", "composite",
	"compressed_link",
}

// String writes the names of the repairs, with commas between them.
func (r Repair) String() string {
	var names []string
	for i, name := range repairNames {
		if r&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}
