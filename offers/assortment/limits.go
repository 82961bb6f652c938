package assortment

// Limits of what is read.
const (
	maxFile     = 64 << 20 // bytes of a file of products
	maxProducts = 200_000
)
