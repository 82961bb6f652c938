package catalog

// Measure is a quantity of content: 500 g, 1.5 l, 12 pieces. Placeholder of
// its final form; see UnitPrice.
type Measure struct {
	N    int64  `json:"n"`
	Unit string `json:"unit"` // g, ml, pc
}
