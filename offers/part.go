package offers

// part is deals and lines that hang together: no deal of another part is about
// one of the lines.
type part struct{ bids, lines []int32 }

// parts finds what hangs together, and keeps its tables.
type parts struct {
	root   []int32 // of each line: one it hangs together with, itself or before it
	number []int32 // of each line that is a root: its part, from 1
	first  []int32 // line of each bid
	list   []part
}

// of returns the parts of a list of bids, by their first bids. They are good
// until the next call.
func (p *parts) of(list []bid, lines int) []part {
	p.root, p.number, p.first = sized(p.root, int64(lines)), sized(p.number, int64(lines)), sized(p.first, int64(len(list)))
	for i := range p.root {
		p.root[i], p.number[i] = int32(i), 0
	}
	for k := range list {
		p.first[k] = list[k].groups[0][0]
		for _, lines := range list[k].groups {
			for _, i := range lines {
				a, b := p.find(p.first[k]), p.find(i)
				p.root[max(a, b)] = min(a, b)
			}
		}
	}
	n := int32(0)
	for k := range list {
		at := &p.number[p.find(p.first[k])]
		if *at == 0 {
			n++
			*at = n
			p.begin(int(n))
		}
		x := &p.list[*at-1]
		x.bids = append(x.bids, int32(k))
	}
	for i := range p.root {
		if k := p.number[p.find(int32(i))]; k > 0 {
			p.list[k-1].lines = append(p.list[k-1].lines, int32(i))
		}
	}
	return p.list[:n]
}

// begin makes room for a part.
func (p *parts) begin(n int) {
	if n > len(p.list) {
		p.list = append(p.list, part{})
	}
	x := &p.list[n-1]
	x.bids, x.lines = x.bids[:0], x.lines[:0]
}

func (p *parts) find(i int32) int32 {
	for p.root[i] != i {
		p.root[i] = p.root[p.root[i]]
		i = p.root[i]
	}
	return i
}
