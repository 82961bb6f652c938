package offers

// outcome is what has become of the basket.
type outcome struct {
	run    []int64 // of each unit: its price now
	net    []int64 // of each of the goods, likewise
	given  []given
	notes  []note
	beside beside // what was given besides lower prices
	gap    int64
}

// copy makes an outcome that of another.
func (o *outcome) copy(from *outcome) {
	o.run, o.net = append(o.run[:0], from.run...), append(o.net[:0], from.net...)
	o.given, o.notes = append(o.given[:0], from.given...), append(o.notes[:0], from.notes...)
	o.beside.copy(&from.beside)
	o.gap = from.gap
}

// given is a rule that was applied in a layer.
type given struct {
	rule         *rule
	layer        Layer
	name         string // when the result is written
	saved, times int64
}

// note is what a rule took off a line.
type note struct {
	given, line  int32
	saved, units int64
}
