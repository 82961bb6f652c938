package mqtttest

import (
	"bufio"
	"context"
	"net"
	"sync"
	"testing"
	"time"
)

// patience is how long a fake waits for anything.
const patience = 30 * time.Second

// Script is what a broker does with one connection. The connection is closed
// when it returns.
type Script func(w *Wire)

// Wire is the broker's end of one connection.
type Wire struct {
	conn net.Conn
	in   *bufio.Reader
	over <-chan struct{} // the test has ended
}

func newWire(c net.Conn) *Wire { return &Wire{conn: c, in: bufio.NewReader(c)} }

// Serve returns the host:port of a broker that plays scripts, one for each
// connection in turn; the last for all that come after. It ends with the test.
func Serve(t testing.TB, scripts ...Script) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	over := make(chan struct{})
	t.Cleanup(func() { close(over); _ = l.Close(); all.Wait() })
	all.Go(func() {
		for i := 0; ; i++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				_ = conn.SetDeadline(time.Now().Add(patience))
				play(conn, over, scripts[min(i, len(scripts)-1)])
			})
		}
	})
	return l.Addr().String()
}

// Play returns a link to a broker that plays scripts, as Serve does, in
// memory. Nothing there waits longer than a day.
func Play(scripts ...Script) *Link {
	i := 0
	return &Link{accept: func(_ context.Context, far net.Conn, _, _ string) error {
		_ = far.SetDeadline(time.Now().Add(24 * time.Hour))
		script := scripts[min(i, len(scripts)-1)]
		i++
		go play(far, nil, script)
		return nil
	}}
}

func play(c net.Conn, over <-chan struct{}, s Script) {
	w := newWire(c)
	w.over = over
	s(w)
	_ = c.Close()
}

// Read returns the next packet.
func (w *Wire) Read() (Packet, error) { return ReadPacket(w.in) }

// Write sends bytes as they are.
func (w *Wire) Write(b ...byte) { _, _ = w.conn.Write(b) }

// Send sends packets.
func (w *Wire) Send(packets ...Packet) {
	for _, p := range packets {
		w.Write(p.Bytes()...)
	}
}

// Accept takes the CONNECT and lets the client in.
func (w *Wire) Accept() { w.Answer(0) }

// Answer takes the CONNECT and answers it with a code.
func (w *Wire) Answer(code byte) {
	_, _ = w.Read()
	w.Send(Packet{Type: CONNACK, Body: []byte{0, code}})
}

// Grant takes the SUBSCRIBE and answers it with codes.
func (w *Wire) Grant(codes ...byte) {
	p, err := w.Read()
	if err != nil || len(p.Body) < 2 {
		return
	}
	w.Send(Packet{Type: SUBACK, Body: append(p.Body[:2:2], codes...)})
}

// Hang does nothing, not even read, until the test is over, or a day.
func (w *Wire) Hang() {
	select {
	case <-w.over:
	case <-time.After(24 * time.Hour):
	}
}

// Swallow reads and answers nothing, until the client goes.
func (w *Wire) Swallow() {
	for {
		if _, err := w.Read(); err != nil {
			return
		}
	}
}

// Refuse refuses the connection with a code of 3.2.2.3.
func Refuse(code byte) Script { return func(w *Wire) { w.Answer(code) } }

// Mute takes the connection and never says a word.
func Mute(w *Wire) { w.Hang() }

// Subscribed lets one filter through and goes on with then.
func Subscribed(then Script) Script {
	return func(w *Wire) {
		w.Accept()
		w.Grant(0)
		then(w)
	}
}

// Subacks answers a SUBSCRIBE with these codes, however many were asked for.
func Subacks(codes ...byte) Script {
	return func(w *Wire) {
		w.Accept()
		w.Grant(codes...)
		w.Swallow()
	}
}

// Says sends these bytes to a client that has subscribed.
func Says(b ...byte) Script {
	return Subscribed(func(w *Wire) { w.Write(b...); w.Swallow() })
}

// NeverPubacks takes messages and never acknowledges one.
func NeverPubacks(w *Wire) { Subscribed((*Wire).Swallow)(w) }

// StopsReading stops reading, as a machine does that has stopped.
func StopsReading(w *Wire) { Subscribed((*Wire).Hang)(w) }

// HangsUpMidPacket closes in the middle of a message.
func HangsUpMidPacket(w *Wire) {
	Subscribed(func(w *Wire) { w.Write(0x30, 100, 0, 3, 'a') })(w)
}
