package solve

// clear begins a new layer of about so many ways.
func (q *search) clear(ways int) {
	size := 64
	for size < 2*ways {
		size *= 2
	}
	q.next = q.next[:0]
	q.resize(size)
}

// grow doubles the table; the ways keep their order.
func (q *search) grow() {
	q.resize(2 * len(q.table))
	mask := uint64(len(q.table) - 1)
	for i := range q.next {
		h := q.next[i].key.hash() & mask
		for q.table[h] != 0 {
			h = (h + 1) & mask
		}
		q.table[h] = int32(i + 1)
	}
}

func (q *search) resize(size int) {
	if cap(q.table) < size {
		q.table = make([]int32, size)
		return
	}
	q.table = q.table[:size]
	clear(q.table)
}
