package mqtt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
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

// mosquitto starts Debian's broker on a free port and stops it by its pid.
func mosquitto(t testing.TB) string {
	const program = "/usr/sbin/mosquitto"
	if _, err := os.Stat(program); err != nil {
		t.Skipf("no %s here: apt-get install mosquitto to hold us against a second broker", program)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(addr)
	conf := filepath.Join(t.TempDir(), "mosquitto.conf")
	if err := os.WriteFile(conf, []byte("listener "+port+" 127.0.0.1\nallow_anonymous true\npersistence false\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 100 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("mosquitto does not listen")
	return ""
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
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
	}
	return mqtt.Message{}
}

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

func TestDial_SaysWhyItFails(t *testing.T) {
	for name, c := range map[string]struct {
		script mqtttest.Script
		want   error
		text   string
	}{
		"client ID refused":      {mqtttest.Refuse(2), mqtt.ErrRefused, "client ID"},
		"wrong password":         {mqtttest.Refuse(4), mqtt.ErrRefused, "password"},
		"not authorised":         {mqtttest.Refuse(5), mqtt.ErrRefused, "authorised"},
		"a code that is none":    {mqtttest.Refuse(77), mqtt.ErrProtocol, "77"},
		"filter refused":         {mqtttest.Subacks(0x80), mqtt.ErrRefused, "ec/1/a/b/c/d/+"},
		"too many SUBACK codes":  {mqtttest.Subacks(0, 0, 0), mqtt.ErrProtocol, "packet 9"},
		"too few SUBACK codes":   {mqtttest.Subacks(), mqtt.ErrProtocol, "packet 9"},
		"hangs up":               {func(*mqtttest.Wire) {}, mqtt.ErrLost, ""},
		"speaks another tongue":  {func(w *mqtttest.Wire) { w.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")...); w.Swallow() }, mqtt.ErrProtocol, ""},
		"answers before CONNECT": {func(w *mqtttest.Wire) { w.Write(0x90, 3, 0, 1, 0); w.Swallow() }, mqtt.ErrProtocol, "out of turn"},
		"welcomes twice":         {func(w *mqtttest.Wire) { w.Accept(); w.Write(0x20, 2, 0, 0); w.Swallow() }, mqtt.ErrProtocol, "out of turn"},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			_, err := dial(t, mqtttest.Serve(t, c.script), nil)
			if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.text) {
				t.Errorf("got %v, want %v with %q", err, c.want, c.text)
			}
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("took %s", took)
			}
			t.Log(err)
		})
	}
}

func TestDial_EndsWithItsContext(t *testing.T) {
	for name, script := range map[string]mqtttest.Script{
		"no CONNACK": mqtttest.Mute,
		"no SUBACK":  func(w *mqtttest.Wire) { w.Accept(); w.Swallow() },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		began := time.Now()
		_, err := mqtt.Dial(ctx, mqtt.Options{Broker: "mqtt://" + mqtttest.Serve(t, script), ClientID: "x", Filters: []string{"a"}})
		if took := time.Since(began); err == nil || took > 2*time.Second {
			t.Errorf("%s: got %v after %s", name, err, took)
		}
		cancel()
	}
}

func TestConn_BadBrokerEndsTheConnectionNotTheProcess(t *testing.T) {
	for name, c := range map[string]struct {
		script mqtttest.Script
		want   error
	}{
		"announces 256 MiB":           {mqtttest.Says(0x30, 0xff, 0xff, 0xff, 0x7f), mqtt.ErrProtocol},
		"a length of five bytes":      {mqtttest.Says(0x30, 0xff, 0xff, 0xff, 0xff, 0x01), mqtt.ErrProtocol},
		"hangs up in mid packet":      {mqtttest.HangsUpMidPacket, mqtt.ErrLost},
		"SUBACK out of the blue":      {mqtttest.Says(0x90, 5, 0, 1, 0, 0, 0), mqtt.ErrProtocol},
		"a message with QoS 2":        {mqtttest.Says(0x34, 5, 0, 1, 'a', 0, 1), mqtt.ErrProtocol},
		"a message with QoS 3":        {mqtttest.Says(0x36, 5, 0, 1, 'a', 0, 1), mqtt.ErrProtocol},
		"a message without a topic":   {mqtttest.Says(0x30, 2, 0, 0), mqtt.ErrProtocol},
		"a topic longer than it":      {mqtttest.Says(0x30, 3, 0, 9, 'a'), mqtt.ErrProtocol},
		"a wildcard for a topic":      {mqtttest.Says(0x30, 3, 0, 1, '#'), mqtt.ErrProtocol},
		"a message with number 0":     {mqtttest.Says(0x32, 5, 0, 1, 'a', 0, 0), mqtt.ErrProtocol},
		"an empty message":            {mqtttest.Says(0x30, 0), mqtt.ErrProtocol},
		"a long PUBACK":               {mqtttest.Says(0x40, 3, 0, 1, 0), mqtt.ErrProtocol},
		"flags where there are none":  {mqtttest.Says(0xd1, 0), mqtt.ErrProtocol},
		"a packet that is a client's": {mqtttest.Says(0xc0, 0), mqtt.ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := dial(t, mqtttest.Serve(t, c.script), nil)
			if err == nil { // what comes right behind the SUBACK may end the dial itself
				select {
				case <-conn.Done():
					err = conn.Err()
				case <-time.After(5 * time.Second):
					t.Fatal("the connection goes on")
				}
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestConn_NoticesThatTheBrokerIsGone(t *testing.T) {
	for name, script := range map[string]mqtttest.Script{
		"no answer to pings": func(w *mqtttest.Wire) { mqtttest.Subscribed((*mqtttest.Wire).Swallow)(w) },
		"does not read":      mqtttest.StopsReading,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := connect(t, mqtttest.Serve(t, script), func(o *mqtt.Options) { o.KeepAlive = time.Second })
			began := time.Now()
			select {
			case <-c.Done():
				t.Log(c.Err(), time.Since(began))
			case <-time.After(6 * time.Second):
				t.Error("it did not notice within 6s")
			}
		})
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
	case <-time.After(10 * time.Second):
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

func ExampleDial() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, err := mqtt.Dial(ctx, mqtt.Options{Broker: "mqtts://hq.example.com", ClientID: "acme-0042-cart-7"})
	fmt.Println(errors.Is(err, mqtt.ErrBroker))
	// Output: true
}
