package wire

import "time"

// Hello opens a session: what the device has, so that nothing depends on what
// a broker remembers.
type Hello struct {
	Incarnation string     `json:"inc"`     // of this opening of the store
	Session     uint64     `json:"session"` // rises with each connection
	Nonce       string     `json:"nonce"`   // random; a command that must be fresh repeats it
	Streams     []Position `json:"streams"` // where events wait, and where new ones go; the oldest first
	Book        uint64     `json:"book"`    // version of the price book in force, 0 = none
	Command     uint64     `json:"cmd"`     // the highest number of a command taken
	Role        string     `json:"role"`
	Version     string     `json:"version"` // of endcap
	Room        int64      `json:"room"`    // bytes its ledger may still grow by
	Clock       Reading    `json:"clock"`
	// Quotas is the name of the device's book of grants; a device that began
	// it anew, because an older store was put back, tells another one.
	Quotas string `json:"quotas,omitempty"`
	// Offers is what the device knows of the format of offers
	// (offers.Vocabulary); 0 is the first.
	Offers uint64 `json:"offers,omitempty"`
}

// Welcome answers a Hello.
type Welcome struct {
	Session uint64    `json:"session"` // the hello's
	Nonce   string    `json:"nonce"`   // the hello's
	Time    time.Time `json:"time"`
	Upto    []Mark    `json:"upto,omitempty"` // one for each of the hello's streams, in its order
	// Book is the store's signed manifest, absent when there is no book.
	Book *Signed `json:"book,omitempty"`
	// Twin says that another device answers to the same name: a card was
	// copied. Events are taken from both; commands go to the other.
	Twin bool `json:"twin,omitempty"`
}

// Ack says that the ledger holds every event of a stream up to and including
// Upto. Only it lets a device forget.
type Ack struct {
	Mark
	// Bad lists events that were kept aside because they could not be
	// understood. They count as accepted.
	Bad []uint64 `json:"bad,omitempty"`
}

// Status is a device's presence.
type Status struct {
	Online      bool   `json:"online"`
	Session     uint64 `json:"session"`
	Incarnation string `json:"inc"`
}

// Get asks for chunks of the price book by their SHA-256 in hex.
type Get struct {
	Chunks []string `json:"chunks"`
}
