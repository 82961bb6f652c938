package cases

// lacks is what is missing for one offer: units, amount or both.
type lacks map[string]int64

// orNone is never nil.
func (l lacks) orNone() lacks {
	if l == nil {
		return lacks{}
	}
	return l
}

// missing is what the basket lacks for the offers of the case. An offer that
// lacks nothing, or that more goods would not bring, is not in it.
func (c *Case) missing() (map[string]lacks, error) {
	set, err := c.set()
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(c.Offers))
	for i := range ids {
		ids[i] = id(i)
	}
	out := make(map[string]lacks)
	for _, m := range set.Missing(c.basket(), c.context(), ids...) {
		l := lacks{}
		if m.Units > 0 {
			l["units"] = m.Units
		}
		if m.Amount.Minor > 0 {
			l["amount"] = m.Amount.Minor
		}
		out[m.Name] = l
	}
	return out, nil
}
