package catalog

// Limits of a product. They keep every sum of a basket within 64 bits and a
// product within one page of the store.
const (
	MaxPrice    = 100_000_000_000 // minor units, for one piece or one kilogram
	MaxName     = 120             // bytes of a name, a brand, an origin
	MaxWord     = 60              // bytes of a category, a tag, a lot
	MaxWords    = 16              // categories, or tags
	MaxRecalled = 200             // lots
	MaxScale    = 3               // decimals of a content
	MaxWhole    = 9               // digits of a content before its point
)
