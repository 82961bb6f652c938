package epcis

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"endcap/internal/hq/ledger"
)

// Kind is the type of an event (EPCIS 2.0 section 7.4).
type Kind string

// Kinds of events that the ledger gives rise to.
const (
	Object      Kind = "ObjectEvent"
	Aggregation Kind = "AggregationEvent"
	Transaction Kind = "TransactionEvent"
)

// Actions of an event.
const (
	Add     = "ADD"
	Delete  = "DELETE"
	Observe = "OBSERVE"
)

// Event is one event as it stands in a document. The order of the fields is
// the order of the JSON.
type Event struct {
	Context     []string   `json:"@context,omitempty"` // of an event that stands alone
	Type        Kind       `json:"type"`
	ID          string     `json:"eventID"`
	Time        string     `json:"eventTime"`  // the device's word, in UTC
	Recorded    string     `json:"recordTime"` // when the ledger received it
	Offset      string     `json:"eventTimeZoneOffset"`
	Action      string     `json:"action"`
	Step        string     `json:"bizStep,omitempty"`
	Disposition string     `json:"disposition,omitempty"`
	Parent      string     `json:"parentID,omitempty"`
	Children    []Quantity `json:"childQuantityList,omitempty"`
	Things      []string   `json:"epcList,omitempty"`
	Quantities  []Quantity `json:"quantityList,omitempty"`
	For         []Business `json:"bizTransactionList,omitempty"`
	ReadPoint   *Place     `json:"readPoint,omitempty"`   // where it happened
	Location    *Place     `json:"bizLocation,omitempty"` // where the goods are after it

	at time.Time // Time in the zone of Offset
}

// Quantity is so much of a class of goods: pieces, or kilograms with UOM KGM.
// Without a number it is some.
type Quantity struct {
	Class  string      `json:"epcClass"`
	Number json.Number `json:"quantity,omitempty"` // positive
	UOM    string      `json:"uom,omitempty"`
}

// Business is a transaction that goods belong to.
type Business struct {
	ID string `json:"bizTransaction"`
}

// Place is a location.
type Place struct {
	ID string `json:"id"`
}

// quantity returns pieces, or grams as kilograms, exactly.
func quantity(class string, n int64, grams bool) Quantity {
	if !grams {
		return Quantity{Class: class, Number: json.Number(strconv.FormatInt(n, 10))}
	}
	kg := strconv.FormatInt(n/1000, 10)
	if g := n % 1000; g > 0 {
		kg += "." + strings.TrimRight(fmt.Sprintf("%03d", g), "0")
	}
	return Quantity{Class: class, Number: json.Number(kg), UOM: "KGM"}
}

// namespace is that of event IDs, 113a83d9-5596-412d-af9a-cfcfa3757bd8. It
// never changes.
var namespace = [16]byte{0x11, 0x3a, 0x83, 0xd9, 0x55, 0x96, 0x41, 0x2d, 0xaf, 0x9a, 0xcf, 0xcf, 0xa3, 0x75, 0x7b, 0xd8}

// eventID is the UUID of version 5 of "/ec/TENANT/STORE/DEVICE/INC/STREAM/SEQ"
// in our namespace; "/I" is added for the I-th event of an entry, from 1, and
// nothing for the first. Whoever has the CloudEvents can make it too.
func eventID(e ledger.Entry, i int) string {
	name := append(make([]byte, 0, 160), namespace[:]...)
	name = append(name, "/ec"...)
	for _, part := range [...]string{e.From.Tenant, e.From.Store, e.From.Device, e.Incarnation, string(e.Stream)} {
		name = append(name, '/')
		name = append(name, part...)
	}
	name = append(name, '/')
	name = strconv.AppendUint(name, e.Seq, 10)
	if i > 0 {
		name = append(name, '/')
		name = strconv.AppendInt(name, int64(i), 10)
	}
	u := sha1.Sum(name) // RFC 9562 section 5.5 asks for it
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
