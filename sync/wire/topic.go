package wire

import (
	"errors"
	"fmt"
	"strings"
)

// Address is where a device stands: tenant, store, device. Each part is 1 to
// 32 characters of a-z 0-9 and "-", so that it means the same to every broker.
type Address struct {
	Tenant, Store, Device string
}

// Kinds of messages, the part of a topic after the device. Append only.
const (
	KindHello   = "u/hello" // Hello, device to headquarters
	KindStatus  = "u/st"    // Status, retained, also the will
	KindGet     = "u/get"   // Get
	KindWelcome = "d/welcome"
	KindAck     = "d/ack"
	KindChunk   = "d/chunk" // one chunk of the price book, as published
	KindCommand = "d/cmd"   // Signed, of a Command

	kindEvents = "u/ev/" // and the stream: a batch of events
)

// ErrTopic is returned when a topic is not one of ours.
var ErrTopic = errors.New("wire: not a topic of endcap")

const root = "ec/1/"

// Topic returns the topic of a kind of message of this device.
func (a Address) Topic(kind string) string {
	return root + a.Tenant + "/" + a.Store + "/" + a.Device + "/" + kind
}

// Down returns the filter of everything that headquarters sends this device.
func (a Address) Down() string { return a.Topic("d/+") }

// BookHead returns the topic of the store's signed manifest, retained.
func (a Address) BookHead() string { return root + a.Tenant + "/" + a.Store + "/book/head" }

// UpAll is the filter by which headquarters hears every device.
const UpAll = root + "+/+/+/u/#"

// ParseTopic takes a device's topic apart.
func ParseTopic(topic string) (a Address, kind string, err error) {
	rest, ours := strings.CutPrefix(topic, root)
	parts := strings.SplitN(rest, "/", 4)
	if !ours || len(parts) != 4 {
		return Address{}, "", fmt.Errorf("%w: %q", ErrTopic, topic)
	}
	a = Address{parts[0], parts[1], parts[2]}
	return a, parts[3], a.Check()
}

// StreamOf returns the stream whose events a kind of message carries, false
// for a message of another kind.
func StreamOf(kind string) (Stream, bool) {
	name, ours := strings.CutPrefix(kind, kindEvents)
	s := Stream(name)
	return s, ours && s.Rank() >= 0
}

// Check reports the first part that no broker could carry.
func (a Address) Check() error {
	for _, p := range [...]struct{ what, name string }{{"tenant", a.Tenant}, {"store", a.Store}, {"device", a.Device}} {
		if len(p.name) < 1 || len(p.name) > 32 || strings.Trim(p.name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return fmt.Errorf("%w: %s %q: use 1 to 32 of a-z, 0-9 and -", ErrTopic, p.what, p.name)
		}
	}
	return nil
}
