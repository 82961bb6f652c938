package gs1

// Shop is what a shop has settled about the codes that it reads. The zero value
// has settled nothing and reads by the standard. It is safe for concurrent use
// while nobody changes it.
type Shop struct {
	// Dictionary is the release that codes are parsed by; nil is the built-in
	// one.
	Dictionary *Dictionary
	// Layouts take numbers of restricted circulation apart; the first one that
	// matches counts.
	Layouts []Layout
}

// Parser is the parser of the shop, which makes all repairs.
func (s Shop) Parser() Parser { return Parser{Dictionary: s.Dictionary, Repairs: AllRepairs} }
