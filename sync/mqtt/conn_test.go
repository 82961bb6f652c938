package mqtt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"endcap/sync/cert"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

func TestConn_CarriesMessagesThroughEveryBroker(t *testing.T) {
	for _, b := range brokers {
		t.Run(b.name, func(t *testing.T) {
			addr := b.start(t)
			head := mqtt.Message{Topic: "ec/1/a/b/book/head", Payload: []byte("book 1"), QoS: 1, Retain: true}
			if err := connect(t, addr, func(o *mqtt.Options) { o.ClientID, o.Filters = "hq", nil }).Send(t.Context(), head); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond) // nats-server keeps it a moment after it acknowledged it
			c := connect(t, addr, func(o *mqtt.Options) { o.Filters = append(o.Filters, head.Topic) })
			if m := receive(t, c); m.Topic != head.Topic || !m.Retain || string(m.Payload) != "book 1" {
				t.Errorf("got %+v", m)
			}
			big := bytes.Repeat([]byte("x"), wire.MaxMessage)
			for qos := range byte(2) {
				if err := c.Send(t.Context(), mqtt.Message{Topic: "ec/1/a/b/c/d/chunk", Payload: big, QoS: qos}); err != nil {
					t.Fatal(err)
				}
				if m := receive(t, c); !bytes.Equal(m.Payload, big) {
					t.Errorf("got %d bytes on %s", len(m.Payload), m.Topic)
				}
			}
		})
	}
}

func TestConn_TheWillSpeaksOnlyWhenTheLineBreaks(t *testing.T) {
	for _, b := range brokers {
		t.Run(b.name, func(t *testing.T) {
			addr := b.start(t)
			ear := connect(t, addr, func(o *mqtt.Options) { o.ClientID, o.Filters = "ear", []string{"ec/1/a/b/c/u/st"} })
			will := func(text string) func(*mqtt.Options) {
				return func(o *mqtt.Options) {
					o.Will = &mqtt.Message{Topic: "ec/1/a/b/c/u/st", Payload: []byte(text), QoS: 1, Retain: true}
				}
			}
			connect(t, addr, func(o *mqtt.Options) { will("said goodbye")(o); o.ClientID = "polite" }).Close()
			through, cut := relay(t, addr)
			first := connect(t, through, will("broke"))
			cut()
			<-first.Done()
			if m := receive(t, ear); string(m.Payload) != "broke" {
				t.Errorf("got %q", m.Payload)
			}
		})
	}
}

func TestDial_RefusesAddressesThatCannotBe(t *testing.T) {
	for _, b := range []string{"", "localhost:1883", "mqtt://", "tcp://x:1883", "mqtt://u:p@x", "mqtt://x/path", "mqtts://x:8883", "mqtt://x:port"} {
		if _, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: b}); !errors.Is(err, mqtt.ErrBroker) {
			t.Errorf("%q: got %v", b, err)
		} else {
			t.Log(err)
		}
	}
}

func TestConn_SendWithoutAPubackEndsWithItsContext(t *testing.T) {
	c := connect(t, mqtttest.Serve(t, mqtttest.NeverPubacks), nil)
	if err := c.Send(t.Context(), mqtt.Message{Topic: "a"}); err != nil {
		t.Errorf("QoS 0: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := c.Send(ctx, mqtt.Message{Topic: "a", QoS: 1}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	if err := c.Send(t.Context(), mqtt.Message{Topic: "a"}); err == nil {
		t.Error("the connection goes on, though nobody knows what was sent")
	}
}

func TestConn_SlowReaderLosesTheConnectionNotAMessage(t *testing.T) {
	t.Parallel()
	addr := mqtttest.Serve(t, mqtttest.Subscribed(func(w *mqtttest.Wire) {
		for range 4 {
			w.Write(0x30, 4, 0, 1, 'a', 'x')
		}
		w.Swallow()
	}))
	c := connect(t, addr, func(o *mqtt.Options) { o.Queue = 2 })
	select {
	case <-c.Done():
	case <-time.After(time.Minute):
		t.Fatal("the connection goes on")
	}
	if !errors.Is(c.Err(), mqtt.ErrSlow) || len(c.Messages()) != 2 {
		t.Errorf("got %v with %d messages", c.Err(), len(c.Messages()))
	}
}

func TestConn_RefusesToSendWhatCannotTravel(t *testing.T) {
	c := connect(t, mqtttest.Start(t), nil)
	for _, m := range []mqtt.Message{{Topic: "a", QoS: 2}, {Topic: "a", Payload: make([]byte, wire.MaxMessage+1)}} {
		if err := c.Send(t.Context(), m); err == nil {
			t.Errorf("sent %d bytes with QoS %d", len(m.Payload), m.QoS)
		}
	}
	if err := c.Send(t.Context(), mqtt.Message{Topic: "a"}); err != nil {
		t.Errorf("the connection did not survive: %v", err)
	}
}

func TestConn_LeavesNothingBehind(t *testing.T) {
	addr := mqtttest.Start(t)
	bad := mqtttest.Serve(t, mqtttest.HangsUpMidPacket)
	round := func() {
		c := connect(t, addr, nil)
		_ = c.Send(t.Context(), mqtt.Message{Topic: "a", QoS: 1})
		c.Close()
		if c, err := dial(t, bad, nil); err == nil {
			<-c.Done()
		}
	}
	round()
	before := settled(0)
	for range 100 {
		round()
	}
	if after := settled(before); after > before+5 {
		t.Errorf("%d goroutines after 200 connections, %d before", after, before)
	}
}

// settled waits for goroutines to end, until no more than want are left.
func settled(want int) int {
	n := runtime.NumGoroutine()
	for range 40 {
		if time.Sleep(50 * time.Millisecond); n <= want {
			break
		}
		n = runtime.NumGoroutine()
	}
	return n
}

func BenchmarkConn_Through(b *testing.B) {
	payload := bytes.Repeat([]byte("x"), 2400) // about a batch of 100 events
	for _, br := range brokers {
		for qos := range byte(2) {
			b.Run(fmt.Sprintf("%s/qos%d", br.name, qos), func(b *testing.B) {
				addr := br.start(b)
				ear := connect(b, addr, func(o *mqtt.Options) { o.ClientID, o.Queue = "ear", 4096 })
				mouth := connect(b, addr, func(o *mqtt.Options) { o.Filters = nil })
				b.ReportAllocs()
				b.SetBytes(int64(len(payload)))
				sent, got := 0, 0
				for b.Loop() {
					if err := mouth.Send(b.Context(), mqtt.Message{Topic: "ec/1/a/b/c/d/ack", Payload: payload, QoS: qos}); err != nil {
						b.Fatal(err)
					}
					for sent++; sent-got >= 64; got++ {
						receive(b, ear)
					}
				}
				for ; got < sent; got++ {
					receive(b, ear)
				}
			})
		}
	}
}

// A broker is dialled over TLS only by who can say whom to trust.
func ExampleDial() {
	files := cert.Files{CA: "ca.pem", Cert: "cart-7.pem", Key: "cart-7.key"}
	for _, o := range []mqtt.Options{
		{Broker: "mqtts://hq.example.com", ClientID: "acme/0042/cart-7"},
		{Broker: "mqtts://hq.example.com", ClientID: "acme/0042/cart-7", TLS: files.Client},
	} {
		_, err := mqtt.Dial(context.Background(), o)
		fmt.Println(err)
	}
	// Output:
	// cannot use this address of a broker: mqtts://hq.example.com: nobody said whom to trust: give the authority, the own certificate and its key
	// the broker is not trusted: mqtts://hq.example.com: cannot use this file: stat cart-7.pem: no such file or directory
}
