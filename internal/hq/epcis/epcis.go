// Package epcis says in GS1's EPCIS 2.0 what headquarters' ledger holds: who
// moved which goods where and when, for those who trace goods across firms.
//
// # One entry, one event
//
// An entry of the ledger becomes an event, several if it stands for several
// movements, or none: EPCIS has no words for prices, labels and price books.
// Nothing is said twice: the movements out of a cart at payment say that the
// cart is emptied (unpacking), and the transaction alone says that the goods
// are sold (retail_selling, retail_sold). Adding up the aggregation events of
// a place, ADD as plus and DELETE as minus, therefore gives the ledger's stock.
//
// # Identifiers
//
// Goods are GS1 Digital Links of the class: product, and lot where it is
// known. What GS1 does not let stand in one gets an identifier of the
// retailer's own, as the Core Business Vocabulary (CBV 2.0, section 8) allows:
// numbers of restricted circulation, which every shop gives to something else,
// lots that no bar code could carry, and stores, places, carts and shelves for
// which no GS1 key is configured.
//
// # Event IDs
//
// An event ID is a UUID of version 5 (RFC 9562) made from what the ledger
// knows the entry by: tenant, store, device, incarnation, stream, number. The
// hash of an event's content, which CBV 2.0 offers as well, would not do: two
// pieces of one lot paid for at once are two movements of the same content,
// and whoever drops the second as a repetition counts one.
package epcis

import (
	"fmt"
	"strings"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// GS1Root is the root of Digital Links that belong to nobody in particular.
const GS1Root = "https://id.gs1.org"

// Options say how things are identified. The zero value needs no GS1 key.
type Options struct {
	// Root is the root of the Digital Links, empty for GS1Root. A root of the
	// retailer's own is also that of his own identifiers; without one they are
	// URNs of a namespace that nobody has registered: good within a firm.
	Root string
	// GLN has the Global Location Numbers of stores by name.
	GLN map[string]string
	// GIAI is the GS1 company prefix under which carts and shelves are
	// numbered as assets, empty for none.
	GIAI string
	// Zones has where stores' clocks are, by name. Without one the offset is
	// what the device wrote, UTC for a device that does not know better.
	Zones map[string]*time.Location
}

// Mapping turns entries of the ledger into events. It may be used from any
// goroutine; New is the only door.
type Mapping struct{ Options }

// New checks the options. Its errors name the option and the remedy.
func New(o Options) (*Mapping, error) {
	if o.Root == "" {
		o.Root = GS1Root
	}
	o.Root = strings.TrimRight(o.Root, "/")
	return &Mapping{o}, o.check()
}

// Why says why an entry became no event. Append only.
type Why string

// Reasons.
const (
	Told      Why = "" // it became events
	Dead      Why = "a dead letter: it adds to no sum"
	NoWords   Why = "EPCIS has no words for it"
	Unknown   Why = "a type that this endcap-hq does not know"
	NoGoods   Why = "it names no goods that were held back"
	Senseless Why = "its data names no goods or no basket"
)

// Events returns what an entry tells, or why it tells nothing. added is what
// a marker adds to the stock (ledger.Added), nil for any other entry.
func (m *Mapping) Events(e ledger.Entry, added []stock.Level) ([]Event, Why) {
	if e.Fault != "" {
		return nil, Dead
	}
	switch e.Type {
	case wire.StockMoved:
		return m.moved(e)
	case wire.BasketClosed, wire.BasketContinued:
		return m.sold(e)
	case wire.ItemRefused:
		return m.refused(e)
	case wire.EventsDropped:
		return m.summed(e, added)
	case wire.LabelShown, wire.BookSwitched, wire.StockCounted, wire.CommandDone, wire.StoreRepaired, wire.HealthChanged,
		wire.PointsPosted, wire.OfferRedeemed, wire.DrawMade, wire.BasketReturned:
		return nil, NoWords
	}
	return nil, Unknown
}

// event begins the i-th event of an entry, which happened at said.
func (m *Mapping) event(e ledger.Entry, i int, kind Kind, said time.Time) Event {
	at := when(e).In(m.zone(e.From.Store, said))
	return Event{
		Type: kind, ID: eventID(e, i),
		Time: stamp(at), Recorded: stamp(e.Received), Offset: at.Format("-07:00"), at: at,
	}
}

// zone is where a store's clocks are: as configured, or as the device says
// where EPCIS can write it (whole minutes, at most 14 hours).
func (m *Mapping) zone(store string, said time.Time) *time.Location {
	if z := m.Zones[store]; z != nil {
		return z
	}
	if _, offset := said.Zone(); offset != 0 && offset%60 == 0 && -maxOffset <= offset && offset <= maxOffset {
		return time.FixedZone("", offset)
	}
	return time.UTC
}

// when is when an entry happened: as the device said, or as headquarters
// corrects it where the device did not know.
func when(e ledger.Entry) time.Time {
	if !e.Corrected.IsZero() {
		return e.Corrected
	}
	return e.At
}

// stamp writes a moment as EPCIS has it, with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (o Options) check() error {
	if o.Root != GS1Root && !plainURL(o.Root) {
		return fmt.Errorf("epcis: the root %.80q of the Digital Links: use a web address such as https://id.example.org", o.Root)
	}
	if n := len(o.GIAI); n > 0 && (n < 4 || n > 12 || strings.Trim(o.GIAI, "0123456789") != "") {
		return fmt.Errorf("epcis: the company prefix %.80q of the assets: use the 4 to 12 digits that GS1 gave the retailer", o.GIAI)
	}
	return o.checkGLN()
}
