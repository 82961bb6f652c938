package page

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/money"
)

// fleet is the first page.
type fleet struct {
	head
	Stores []store
	Online int
	Total  int // devices
	Events int64
	Today  []ledger.Sales // of the newest day, one a currency
	Aside  ledger.Aside
	// Attention is what a person should look at, in sentences.
	Attention []string
}

// store is a store with its devices.
type store struct {
	Name    string
	Book    uint64 // its newest price book, 0 for none
	Devices []device
}

// device is one line of the fleet.
type device struct {
	Store   string    `json:"store"`
	Name    string    `json:"device"`
	Role    string    `json:"role"`
	Version string    `json:"version"`
	Online  bool      `json:"online"`
	Book    uint64    `json:"book"`   // the price book it sells by
	Newest  uint64    `json:"newest"` // the store's newest
	Pending uint64    `json:"pending"`
	Stored  uint64    `json:"stored"`
	Inc     string    `json:"inc"`
	Twin    bool      `json:"twin,omitempty"` // another device of its name spoke last
	Seen    time.Time `json:"seen"`
	Last    string    `json:"last,omitempty"` // its newest event, in words
	LastAt  time.Time `json:"last_at,omitzero"`
}

// Behind reports whether it does not sell by the newest price book.
func (d device) Behind() bool { return d.Book < d.Newest }

// Path is how the pages name it.
func (d device) Path() string { return d.Store + "/" + d.Name }

func (p *pages) fleet(ctx context.Context, _ *http.Request) (f fleet, err error) {
	f.head = p.head("Fleet", "fleet")
	list, err := p.devices(ctx)
	if err != nil {
		return f, err
	}
	f.Total = len(list)
	for _, d := range list {
		if d.Online {
			f.Online++
		}
		if n := len(f.Stores); n == 0 || f.Stores[n-1].Name != d.Store {
			f.Stores = append(f.Stores, store{Name: d.Store, Book: d.Newest})
		}
		s := &f.Stores[len(f.Stores)-1]
		s.Devices = append(s.Devices, d)
	}
	if f.Events, err = p.Ledger.Total(ctx); err != nil {
		return f, err
	}
	sales, err := p.Ledger.Sales(ctx, "")
	if err != nil {
		return f, err
	}
	f.Today = newestDay(sales)
	if f.Aside, err = p.Ledger.Aside(ctx); err != nil {
		return f, err
	}
	alarms, err := p.alarms(ctx, f.Now.Add(-alarmsOf))
	f.Attention = attention(f, alarms)
	return f, err
}

// devices returns the fleet, each device with its newest event in words.
func (p *pages) devices(ctx context.Context) ([]device, error) {
	known, err := p.Ledger.Devices(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := p.Ledger.Last(ctx)
	if err != nil {
		return nil, err
	}
	last, err := p.tell(ctx, entries)
	if err != nil {
		return nil, err
	}
	heads, err := p.Ledger.Heads(ctx, 0)
	if err != nil {
		return nil, err
	}
	newest := map[string]uint64{}
	for _, h := range heads {
		if h.Tenant == p.Tenant {
			newest[h.Store] = h.Version
		}
	}
	said := make(map[string]event, len(last))
	for _, e := range last {
		said[e.Store+"/"+e.Device] = e
	}
	out := []device{}
	for _, d := range known {
		if d.Tenant != p.Tenant {
			continue
		}
		e := said[d.Store+"/"+d.Device]
		out = append(out, device{
			d.Store, d.Device, d.Role, d.Version, d.Online, d.Book, newest[d.Store],
			d.Pending, d.Stored, d.Incarnation, d.Twin, d.Seen, e.Text, e.When(),
		})
	}
	return out, nil
}

// newestDay adds up the newest day over all stores, one line a currency.
func newestDay(sales []ledger.Sales) []ledger.Sales {
	var out []ledger.Sales
	for _, s := range sales {
		if s.Day != sales[0].Day {
			break
		}
		found := false
		for i := range out {
			if t := &out[i]; t.Total.Currency == s.Total.Currency {
				t.Baskets, t.Pieces, found = t.Baskets+s.Baskets, t.Pieces+s.Pieces, true
				t.Total = money.New(t.Total.Minor+s.Total.Minor, s.Total.Currency)
				t.Saved = money.New(t.Saved.Minor+s.Saved.Minor, s.Total.Currency)
			}
		}
		if !found {
			out = append(out, s)
		}
	}
	return out
}

// attention says what a person should look at.
func attention(f fleet, alarms []alarm) (out []string) {
	if !f.Uplink.Connected {
		out = append(out, "Not connected to the broker: "+cmp.Or(f.Uplink.Text, "connecting")+". Devices keep their events until it is back.")
	}
	for i, a := range alarms {
		if i == maxAlarms {
			out = append(out, plural(len(alarms)-i, "alarm", "alarms")+" more: /api/alarms.")
			break
		}
		out = append(out, a.Text)
	}
	if n := f.Aside.Missing; n > 0 {
		out = append(out, plural(n, "event is", "events are")+" missing that devices made.")
	}
	if n := f.Aside.Conflicts; n > 0 {
		out = append(out, plural(n, "event came", "events came")+" a second time saying something else: the store of a device was copied or restored. The first counts.")
	}
	if n := f.Aside.Unreadable; n > 0 {
		out = append(out, plural(n, "message", "messages")+" could not be read and were kept: a device may need a newer version.")
	}
	return out
}
