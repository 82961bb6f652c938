package quota

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A fleet shares one budget: headquarters grants out of it, devices are
// offline, hear commands late and twice, lose power between the disk and the
// memory, and start again from what they kept. What is spent is never more
// than the budget, and each device agrees with a model that only counts.
func TestBook_AFleetNeverSpendsMoreThanTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &fleet{budget: 40, coupons: 20, now: noon, taken: map[int64]bool{}}
		for range 3 {
			f.devices = append(f.devices, &device{model: map[string]*count{}})
		}
		t.Repeat(map[string]func(*rapid.T){
			"":        f.holds,
			"grant":   f.grant,
			"deliver": f.deliver,
			"sell":    f.sell,
			"restart": func(t *rapid.T) { f.pick(t).restart(t) },
			"wait": func(t *rapid.T) {
				f.now = f.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "minutes")) * time.Minute)
			},
		})
	})
}

type fleet struct {
	devices         []*device
	now             time.Time
	budget, granted int64 // euro cents; granted is never taken back here
	coupons         int64 // serials not granted yet
	spent, points   int64
	burnable        int64
	taken           map[int64]bool // coupons
	number          int
}

type device struct {
	book  Book
	late  []Grant // commands that may come any time, any number of times
	model map[string]*count
}

type count struct {
	grant        Grant
	money, times int64
}

func (f *fleet) pick(t *rapid.T) *device { return rapid.SampledFrom(f.devices).Draw(t, "device") }

func (f *fleet) grant(t *rapid.T) {
	f.number++
	g := Grant{ID: fmt.Sprint("g", f.number), Until: f.now.Add(time.Duration(rapid.IntRange(10, 90).Draw(t, "lives")) * time.Minute)}
	switch rapid.IntRange(0, 2).Draw(t, "of") {
	case 0:
		n := min(rapid.Int64Range(1, 9).Draw(t, "cents"), f.budget-f.granted)
		if n == 0 {
			t.Skip("the budget is granted")
		}
		f.granted += n
		g.Offer, g.Money, g.Uses = "budget", euro(n), rapid.Int64Range(0, 3).Draw(t, "uses")
	case 1:
		if f.coupons < 4 {
			t.Skip("the coupons are granted")
		}
		g.Offer, g.Serials = "coupon", Serials{f.coupons - 3, f.coupons}
		f.coupons -= 4
	case 2:
		g.Account, g.Points = "member/7", rapid.Int64Range(1, 9).Draw(t, "points")
		f.burnable += g.Points
	}
	d := f.pick(t)
	d.late = append(d.late, g)
}

func (f *fleet) deliver(t *rapid.T) {
	d := f.pick(t)
	if len(d.late) == 0 {
		t.Skip("no command")
	}
	g := rapid.SampledFrom(d.late).Draw(t, "command")
	if err := d.book.Give(g); err != nil {
		t.Fatal(err)
	}
	if d.model[g.ID] == nil {
		d.model[g.ID] = &count{grant: g}
	}
}

func (f *fleet) sell(t *rapid.T) {
	d := f.pick(t)
	u := Use{Offer: "budget", Times: rapid.Int64Range(0, 3).Draw(t, "times"), Money: euro(rapid.Int64Range(0, 6).Draw(t, "cents"))}
	if rapid.Bool().Draw(t, "burns") {
		u.Account, u.Points = "member/7", rapid.Int64Range(0, 4).Draw(t, "burned")
	}
	coupon := Use{Offer: "coupon"}
	if rapid.Bool().Draw(t, "coupon") {
		coupon.Times, coupon.Serials = 1, []int64{rapid.Int64Range(1, 20).Draw(t, "serial")}
	}
	changed, err := d.book.Take(f.now, u, coupon)
	if err != nil && !errors.Is(err, ErrSpent) {
		t.Fatal(err)
	}
	if got, want := err == nil, d.allows(f, u, coupon); got != want {
		t.Fatalf("%+v and %+v: taken is %t, want %t: %v", u, coupon, got, want, err)
	}
	if err != nil || rapid.IntRange(0, 4).Draw(t, "power") == 0 {
		return // the step was refused, or never reached the disk
	}
	d.book.Put(changed...)
	d.count(f, u)
	f.spent, f.points = f.spent+u.Money.Minor, f.points+u.Points
	for _, n := range coupon.Serials {
		if f.taken[n] {
			t.Fatalf("coupon %d was taken twice", n)
		}
		f.taken[n] = true
	}
}

// live returns the model's living grants of an offer or account, those that
// end first in front.
func (d *device) live(f *fleet, offer, account string) []*count {
	var out []*count
	for _, c := range d.model {
		if c.grant.Offer == offer && c.grant.Account == account && f.now.Before(c.grant.Until) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *count) int {
		return cmp.Or(a.grant.Until.Compare(b.grant.Until), cmp.Compare(a.grant.ID, b.grant.ID))
	})
	return out
}

func (d *device) allows(f *fleet, u, coupon Use) bool {
	var cents, times, points, limited int64
	live := d.live(f, "budget", "")
	for _, c := range live {
		cents += c.grant.Money.Minor - c.money
		times += max(c.grant.Uses-c.times, 0)
		limited += c.grant.Uses
	}
	for _, c := range d.live(f, "", "member/7") {
		points += c.grant.Points - c.times
	}
	if limited == 0 && len(live) > 0 {
		times = u.Times
	}
	granted := len(coupon.Serials) == 0
	for _, c := range d.live(f, "coupon", "") {
		for _, n := range coupon.Serials {
			granted = granted || c.grant.Serials.Has(n) && !f.taken[n]
		}
	}
	return granted && u.Money.Minor <= cents && u.Times <= times && u.Points <= points
}

func (d *device) count(f *fleet, u Use) {
	for _, c := range d.live(f, "budget", "") {
		n := min(u.Money.Minor, c.grant.Money.Minor-c.money)
		c.money, u.Money.Minor = c.money+n, u.Money.Minor-n
		n = min(u.Times, max(c.grant.Uses-c.times, 0))
		c.times, u.Times = c.times+n, u.Times-n
	}
	for _, c := range d.live(f, "", "member/7") {
		n := min(u.Points, c.grant.Points-c.times)
		c.times, u.Points = c.times+n, u.Points-n
	}
}

func (d *device) restart(t *rapid.T) {
	text, err := json.Marshal(d.book.Held())
	if err != nil {
		t.Fatal(err)
	}
	var held []Held
	if err := json.Unmarshal(text, &held); err != nil {
		t.Fatal(err)
	}
	if d.book, err = NewBook(held); err != nil {
		t.Fatal(err)
	}
}

func (f *fleet) holds(t *rapid.T) {
	if f.spent > f.budget || f.points > f.burnable {
		t.Fatalf("%d cents of %d and %d points of %d are spent", f.spent, f.budget, f.points, f.burnable)
	}
	for i, d := range f.devices {
		for _, h := range d.book.Held() {
			c := d.model[h.Grant.ID]
			if h.Money != c.money || h.Uses+h.Points != c.times {
				t.Fatalf("device %d took %+v, the model %+v", i, h, *c)
			}
		}
	}
}
