package wire

import "time"

// Hello opens a session: what the device has, so that nothing depends on what
// a broker remembers.
type Hello struct {
	Incarnation string `json:"inc"`     // random, made with the store
	Session     uint64 `json:"session"` // rises with each connection
	Next        uint64 `json:"next"`    // the number the next ledger event will have
	Safe        uint64 `json:"safe"`    // the highest number ever acknowledged to it: it keeps none up to here
	Book        uint64 `json:"book"`    // version of the price book in force, 0 = none
	Role        string `json:"role"`
	Version     string `json:"version"` // of endcap
}

// Welcome answers a Hello.
type Welcome struct {
	Session uint64    `json:"session"` // the hello's
	Time    time.Time `json:"time"`
	Upto    uint64    `json:"upto"` // ledger events of this incarnation up to here are safe
	// Book is the store's signed manifest, absent when there is no book.
	Book *Signed `json:"book,omitempty"`
}

// Ack says that the ledger holds every event up to and including Upto. Only
// it lets a device forget.
type Ack struct {
	Incarnation string `json:"inc"`
	Upto        uint64 `json:"upto"`
	// Bad lists events that were kept aside because they could not be
	// understood. They count as accepted.
	Bad []uint64 `json:"bad,omitempty"`
}

// Status is a device's presence.
type Status struct {
	Online  bool   `json:"online"`
	Session uint64 `json:"session"`
}

// Get asks for chunks of the price book by their SHA-256 in hex.
type Get struct {
	Chunks []string `json:"chunks"`
}
