package offers

// Calls reports whether any offer asks for a coupon of this code, and returns
// the ids of those that can be had with it, in the order they apply.
func (s *Set) Calls(code string) (ids []string, known bool) {
	if s == nil {
		return nil, false
	}
	id, known := s.ids[word{byCoupon, code}]
	if known {
		for _, i := range s.of(id) { // nothing is rarer than a coupon, so an offer is found by its first
			ids = append(ids, s.rules[i].ID)
		}
	}
	return ids, known
}

// NameOf returns the name of an offer in a language, or "" of one that is not
// in the set.
func (s *Set) NameOf(id, language string) string {
	if s != nil {
		for _, i := range s.named([]string{id}) {
			return s.rules[i].Name.In(language)
		}
	}
	return ""
}
