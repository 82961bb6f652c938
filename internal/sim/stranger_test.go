package sim

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

// talk lets somebody who got onto the broker say what is not true. What no
// device could tell from the truth is not said: a broker's access list keeps
// others off these topics, and a lie of headquarters' own is out of reach.
func (w *world) talk(d *device, f fault, r *rand.Rand) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	c, err := mqtt.Dial(ctx, mqtt.Options{Broker: "mqtt://one", ClientID: fmt.Sprint("stranger-", f.seed), Dial: w.broker.Dial})
	if err != nil {
		return
	}
	defer c.Close()
	for range 3 + r.IntN(10) {
		topic, body := wrongTalkOf(d, r)
		if f.kind == wrongWords {
			topic, body = wrongWordOf(d, r)
		}
		payload, isBytes := body.([]byte)
		if !isBytes {
			if payload, err = json.Marshal(body); err != nil {
				w.fail("stranger: %v", err)
			}
		}
		if err := c.Send(ctx, wire.Message{Topic: topic, Payload: payload}); err != nil {
			return
		}
		pause(ctx, time.Duration(r.IntN(3000))*time.Millisecond)
	}
}

// wrongWordOf is something that headquarters did not say to a device.
func wrongWordOf(d *device, r *rand.Rand) (topic string, body any) {
	const beyond = 1 << 40
	inc, stream := "0123456789abcdef", wire.Streams[r.IntN(len(wire.Streams))]
	if l := d.living(); l != nil && r.IntN(3) > 0 {
		inc = l.store.Incarnation()
	}
	switch r.IntN(8) {
	case 0, 1: // beyond what was ever made, or of another incarnation
		return d.at.Topic(wire.KindAck), wire.Ack{Mark: wire.Mark{Stream: stream, Incarnation: inc, Upto: beyond + r.Uint64N(beyond)}}
	case 2: // an old one
		return d.at.Topic(wire.KindAck), wire.Ack{Mark: wire.Mark{Stream: stream, Incarnation: inc, Upto: 0}}
	case 3: // the answer to another hello
		return d.at.Topic(wire.KindWelcome), wire.Welcome{Session: r.Uint64N(20), Nonce: "00", Time: time.Now(), Upto: []wire.Mark{{Stream: stream, Incarnation: inc, Upto: beyond}}}
	case 4: // a book signed by somebody else
		_, key, _ := ed25519.GenerateKey(nil)
		s, _ := wire.SignBook(wire.Manifest{
			Tenant: tenant, Store: shop, Version: beyond, Currency: "EUR", Made: time.Now(), Index: []wire.Chunk{{SHA256: fmt.Sprintf("%x", sha256.Sum256(nil)), Len: 1, Raw: 1}},
		}, key)
		return d.at.BookHead(), s
	case 5:
		return d.at.Topic(wire.KindChunk), noise(r)
	default:
		return d.at.Topic([]string{wire.KindAck, wire.KindWelcome, wire.KindCommand, "d/of-tomorrow"}[r.IntN(4)]), noise(r)
	}
}

// wrongTalkOf is something that a device did not say.
func wrongTalkOf(d *device, r *rand.Rand) (topic string, body any) {
	switch r.IntN(5) {
	case 0: // an old will that comes late
		return d.at.Topic(wire.KindStatus), wire.Status{Session: 0, Incarnation: "0123456789abcdef"}
	case 1:
		return d.at.Topic(wire.KindGet), wire.Get{Chunks: []string{fmt.Sprintf("%x", sha256.Sum256(noise(r)))}}
	default:
		kinds := []string{wire.KindHello, wire.KindStatus, wire.KindGet, "u/of-tomorrow"}
		for _, s := range wire.Streams {
			kinds = append(kinds, s.Kind())
		}
		return d.at.Topic(kinds[r.IntN(len(kinds))]), noise(r)
	}
}

func noise(r *rand.Rand) []byte {
	b := make([]byte, r.IntN(300))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	if r.IntN(2) == 0 {
		return append([]byte(`[{"specversion":"1.0","id":"`), b...)
	}
	return b
}
