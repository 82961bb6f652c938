package offers

// tags are the stack groups in which units took part. The zero value has
// none and costs nothing until one is added.
type tags struct {
	first []int32 // of each unit, into list; 0 is none
	list  []tag
}

type tag struct {
	group uint32
	next  int32
}

func (s *tags) reset() { s.first, s.list = s.first[:0], s.list[:0] }

func (s *tags) add(u int32, group uint32) {
	if len(s.list) == 0 {
		s.list = append(s.list, tag{})
	}
	for int(u) >= len(s.first) {
		s.first = append(s.first, 0)
	}
	s.list = append(s.list, tag{group, s.first[u]})
	s.first[u] = int32(len(s.list) - 1)
}

// has reports whether a unit took part in the group.
func (s *tags) has(u int32, group uint32) bool {
	if group == 0 || int(u) >= len(s.first) {
		return false
	}
	for k := s.first[u]; k != 0; k = s.list[k].next {
		if s.list[k].group == group {
			return true
		}
	}
	return false
}

// drop takes a unit out of a group again.
func (s *tags) drop(u int32, group uint32) {
	if int(u) >= len(s.first) {
		return
	}
	for at := &s.first[u]; *at != 0; at = &s.list[*at].next {
		if s.list[*at].group == group {
			*at = s.list[*at].next
			return
		}
	}
}
