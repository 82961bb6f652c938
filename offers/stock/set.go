package stock

import "maps"

// Set is movements by their IDs. Sets merge by union: whatever is merged in
// whatever order and however often, the sums are the same. No ID names two
// different movements, because no number of an incarnation is given twice.
type Set map[ID]Movement

// Add puts a movement into the set.
func (s Set) Add(id ID, m Movement) { s[id] = m }

// Merge puts everything of another set into this one.
func (s Set) Merge(o Set) { maps.Copy(s, o) }

// Ledger returns what the movements add up to.
func (s Set) Ledger() Ledger {
	l := make(Ledger, len(s))
	for _, m := range s {
		l.Add(m)
	}
	return l
}

// Doubtful returns what of Ledger rests on movements that nothing in the set
// confirms yet.
func (s Set) Doubtful() Ledger {
	certain := map[ID]bool{}
	for _, m := range s {
		if m.Confirms != nil {
			certain[*m.Confirms] = true
		}
	}
	l := Ledger{}
	for id, m := range s {
		if m.Provisional && !certain[id] {
			l.Add(m)
		}
	}
	return l
}
