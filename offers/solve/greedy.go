package solve

import "slices"

// Greedy gives, again and again, the application that saves most on the
// dearest pieces that are free, the first deal among equals; or one deal after
// the other as often as it saves anything, whichever is better. Its Bound is
// what all pieces together could save at all.
func Greedy(p *Problem) Plan {
	g := greed{p: p, used: make([]bool, len(p.Price))}
	plan := g.plan(nil)
	g = greed{p: p, used: make([]bool, len(p.Price))}
	if turn := g.inTurn(); turn.Saved > plan.Saved {
		plan = turn
	}
	plan.Bound = max(plan.Saved, p.most())
	return plan
}

// inTurn gives one deal after the other.
func (g *greed) inTurn() Plan {
	var apps []Application
	for j := range g.p.Deals {
		o := offer{times: g.p.Deals[j].times()}
		for o.times > 0 {
			if g.propose(int32(j), &o); o.times == 0 {
				break
			}
			apps = append(apps, o.app)
			g.use(&o.app)
			o.times--
		}
	}
	return g.p.plan(apps)
}

// most is more than any plan can save, or as much.
func (p *Problem) most() int64 {
	sum := int64(0)
	for u := range p.Price {
		sum += max(p.alone(int32(u)), p.room(int32(u)))
	}
	return sum
}

// greed is one run of it.
type greed struct {
	p    *Problem
	used []bool
	next []offer // of each deal
}

// offer is the application a deal would make next.
type offer struct {
	app   Application
	net   int64 // above what its pieces save alone
	ready bool
	from  [MaxGroups]int // pieces of a group before it are used
	times int64          // left
}

// plan adds applications to those that are given already.
func (g *greed) plan(apps []Application) Plan {
	g.next = make([]offer, len(g.p.Deals))
	for j := range g.next {
		g.next[j].times = g.p.Deals[j].times()
	}
	for _, a := range apps {
		g.use(&a)
		g.next[a.Deal].times--
	}
	for {
		best := int32(-1)
		for j := range g.next {
			o := &g.next[j]
			if o.times > 0 && (!o.ready || !g.free(o.app.Units)) {
				g.propose(int32(j), o)
			}
			if o.times > 0 && o.net > 0 && (best < 0 || o.net > g.next[best].net) {
				best = int32(j)
			}
		}
		if best < 0 {
			return g.p.plan(apps)
		}
		o := &g.next[best]
		apps = append(apps, o.app)
		g.use(&o.app)
		o.times--
		o.ready = false
	}
}

func (g *greed) free(units []int32) bool {
	return !slices.ContainsFunc(units, func(u int32) bool { return g.used[u] })
}

func (g *greed) use(a *Application) {
	for _, u := range a.Units {
		g.used[u] = true
	}
}

// propose finds the next application of a deal, or none for good.
func (g *greed) propose(j int32, o *offer) {
	d := &g.p.Deals[j]
	o.app, o.net, o.ready = Application{Deal: j}, 0, true
	var got []int32
	after := int32(-1)
	for k := range d.Groups {
		want, most := d.Groups[k].Quantity, d.Groups[k].Quantity
		switch {
		case d.Kind == UpTo:
			want, most = 1, d.N
		case d.Kind == BuyGet && k == 1 && d.Partial:
			want = 1
		}
		units := d.Groups[k].Units
		for o.from[k] < len(units) && g.used[units[o.from[k]]] {
			o.from[k]++
		}
		n := int64(0)
		for _, u := range units[o.from[k]:] {
			if n == most {
				break
			}
			if g.used[u] || k > 0 && slices.Contains(o.app.Units, u) || d.Kind == BuyGet && k == 1 && d.Lesser && u < after {
				continue
			}
			if d.Kind == UpTo && g.p.off(d, u) <= g.p.alone(u) {
				continue
			}
			o.app.Units = append(o.app.Units, u)
			if k == 1 {
				got = append(got, u)
			}
			after = u
			n++
		}
		if n < want {
			o.times = 0
			return
		}
	}
	g.p.finish(&o.app, got)
	if o.net = g.p.net(&o.app); o.net <= 0 {
		o.times = 0
	}
}
