package mqtttest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"endcap/sync/wire"
)

func testPing(t *testing.T, addr string) {
	c := dial(t, addr, connect{client: "ping"})
	c.send(Packet{Type: PINGREQ})
	c.await(PINGRESP)
}

func testFilters(t *testing.T, addr string) {
	var ears []*client
	for i, f := range []string{"ec/1/f/s/filters/u/#", "ec/1/f/+/+/u/#", "ec/1/f/s/filters/u/ev/led", "ec/1/f/s/+/u/ev/+"} {
		ears = append(ears, dial(t, addr, connect{client: fmt.Sprintf("filters-%d", i)}))
		ears[i].subscribe(f)
	}
	deaf := dial(t, addr, connect{client: "filters-deaf"})
	deaf.subscribe("ec/1/f/s/filters/d/+", "ec/1/f/s/filters/u")
	dial(t, addr, connect{client: "filters-mouth"}).publish("ec/1/f/s/filters/u/ev/led", "hear", false)
	for _, e := range ears {
		e.want("ec/1/f/s/filters/u/ev/led", "hear", false)
	}
	deaf.silence()
}

func testPuback(t *testing.T, addr string) {
	c := dial(t, addr, connect{client: "puback"})
	c.publish("ec/1/t/s/puback/u/hello", "x", false)
	c.publish("ec/1/t/s/puback/u/hello", "x", false)
}

func testLarge(t *testing.T, addr string) {
	c := dial(t, addr, connect{client: "large"})
	c.subscribe("ec/1/t/s/large/d/+")
	big := strings.Repeat("0123456789abcdef", wire.MaxMessage/16)
	c.publish("ec/1/t/s/large/d/chunk", big, false)
	c.want("ec/1/t/s/large/d/chunk", big, false)
}

func testOrder(t *testing.T, addr string) {
	ear := dial(t, addr, connect{client: "order-ear"})
	ear.subscribe("ec/1/t/s/order/u/#")
	c := dial(t, addr, connect{client: "order"})
	for i := range 100 {
		c.send(message{topic: "ec/1/t/s/order/u/ev/led", payload: fmt.Append(nil, i)}.packet())
	}
	for i := range 100 {
		ear.want("ec/1/t/s/order/u/ev/led", fmt.Sprint(i), false)
	}
}

func testRetained(t *testing.T, addr string) {
	early := dial(t, addr, connect{client: "retained-early"})
	early.subscribe("ec/1/t/s1/book/head")
	c := dial(t, addr, connect{client: "retained"})
	c.publish("ec/1/t/s1/book/head", "book 1", true)
	c.publish("ec/1/t/s1/book/head", "book 2", true)
	early.want("ec/1/t/s1/book/head", "book 1", false)
	early.want("ec/1/t/s1/book/head", "book 2", false)
	late := latecomer(t, addr, "retained-late", "ec/1/t/s1/x/d/+", "ec/1/t/s1/book/head")
	late.want("ec/1/t/s1/book/head", "book 2", true)
	late.silence()
}

func testCleared(t *testing.T, addr string) {
	c := dial(t, addr, connect{client: "cleared"})
	c.publish("ec/1/t/s2/book/head", "book 1", true)
	latecomer(t, addr, "cleared-before", "ec/1/t/s2/book/head").want("ec/1/t/s2/book/head", "book 1", true)
	c.publish("ec/1/t/s2/book/head", "", true)
	time.Sleep(quiet) //nolint:forbidigo // see latecomer; this is a test
	c.subscribe("ec/1/t/s2/book/head")
	c.silence()
}

func testWill(t *testing.T, addr string) {
	ear := dial(t, addr, connect{client: "will-ear"})
	ear.subscribe("ec/1/t/s/will/u/st")
	c := dial(t, addr, connect{client: "will", will: &message{topic: "ec/1/t/s/will/u/st", payload: []byte("gone"), qos: 1, retain: true}})
	_ = c.conn.Close()
	ear.want("ec/1/t/s/will/u/st", "gone", false)
	late := latecomer(t, addr, "will-late", "ec/1/t/s/will/u/st")
	late.want("ec/1/t/s/will/u/st", "gone", true)
}

func testGoodbye(t *testing.T, addr string) {
	ear := dial(t, addr, connect{client: "goodbye-ear"})
	ear.subscribe("ec/1/t/s/goodbye/u/st")
	c := dial(t, addr, connect{client: "goodbye", will: &message{topic: "ec/1/t/s/goodbye/u/st", payload: []byte("gone")}})
	c.send(Packet{Type: DISCONNECT})
	_ = c.conn.Close()
	ear.silence()
}

func testTakeover(t *testing.T, addr string) {
	first := dial(t, addr, connect{client: "twin"})
	second := dial(t, addr, connect{client: "twin"})
	if _, err := ReadPacket(first.in); err == nil {
		t.Error("the first connection was not ended")
	}
	second.send(Packet{Type: PINGREQ})
	second.await(PINGRESP)
}

func testClean(t *testing.T, addr string) {
	c := dial(t, addr, connect{client: "clean"})
	c.subscribe("ec/1/t/s/clean/d/+")
	c.send(Packet{Type: DISCONNECT})
	_ = c.conn.Close()
	dial(t, addr, connect{client: "clean-mouth"}).publish("ec/1/t/s/clean/d/ack", "missed", false)
	again := dial(t, addr, connect{client: "clean"})
	again.silence()
}
