package mqtt_test

import (
	"testing"
	"time"

	"endcap/sync/broker"
	"endcap/sync/mqtt"
)

func TestConn_CarriesAMessageThroughARealBroker(t *testing.T) {
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: "mqtt://" + b.Addr(), ClientID: "one", Filters: []string{"ec/1/a/b/c/d/+", "ec/1/a/b/book/head"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, qos := range []byte{0, 1} {
		if err := c.Send(t.Context(), mqtt.Message{Topic: "ec/1/a/b/c/d/ack", Payload: []byte("x"), QoS: qos}); err != nil {
			t.Fatal(err)
		}
		select {
		case m := <-c.Messages():
			t.Logf("%+v", m)
		case <-time.After(3 * time.Second):
			t.Fatal("nothing came")
		}
	}
	c.Close()
	t.Log(c.Err(), c.Send(t.Context(), mqtt.Message{Topic: "x"}))
}
