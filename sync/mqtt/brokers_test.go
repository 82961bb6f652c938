package mqtt_test

import (
	"io"
	"net"
	"testing"
	"time"

	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
)

// dial connects to the broker at addr, with one filter.
func dial(t testing.TB, addr string, change func(o *mqtt.Options)) (*mqtt.Conn, error) {
	t.Helper()
	o := mqtt.Options{Broker: "mqtt://" + addr, ClientID: "cart-7", Filters: []string{"ec/1/a/b/c/d/+"}}
	if change != nil {
		change(&o)
	}
	c, err := mqtt.Dial(t.Context(), o)
	if err == nil {
		t.Cleanup(c.Close)
	}
	return c, err
}

func connect(t testing.TB, addr string, change func(o *mqtt.Options)) *mqtt.Conn {
	t.Helper()
	c, err := dial(t, addr, change)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func embedded(t testing.TB) string {
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b.Addr()
}

func mosquitto(t testing.TB) string {
	return mqtttest.NewMosquitto(t, "").Addr
}

var brokers = [...]struct {
	name  string
	start func(t testing.TB) string
}{{"embedded", embedded}, {"mosquitto", mosquitto}, {"fake", mqtttest.Start}}

func receive(t testing.TB, c *mqtt.Conn) mqtt.Message {
	t.Helper()
	select {
	case m := <-c.Messages():
		return m
	case <-c.Done():
		t.Fatal(c.Err())
	case <-time.After(time.Minute):
		t.Fatal("nothing came")
	}
	return mqtt.Message{}
}

// relay leads to addr until it is cut.
func relay(t testing.TB, addr string) (through string, cut func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	ends := make(chan net.Conn, 2)
	go func() {
		near, err := l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", addr)
		if err != nil {
			t.Error(err)
			return
		}
		ends <- near
		ends <- far
		go func() { _, _ = io.Copy(near, far) }()
		_, _ = io.Copy(far, near)
	}()
	return l.Addr().String(), func() { (<-ends).Close(); (<-ends).Close() }
}
