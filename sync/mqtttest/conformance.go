package mqtttest

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// quiet is how long nothing has to come before we believe that nothing will.
const quiet = 150 * time.Millisecond

// soon is how long a broker may take for anything.
const soon = time.Minute

// TestBroker holds a broker against what endcap asks of one. Each call of
// start gives the host:port of a broker that runs; it may be the same.
func TestBroker(t *testing.T, start func(t *testing.T) string) {
	for _, demand := range [...]struct {
		name string
		test func(t *testing.T, addr string)
	}{
		{"ItAnswersAPing", testPing},
		{"AMessageReachesEveryFilterThatCoversIt", testFilters},
		{"AMessageOfQoS1IsAcknowledged", testPuback},
		{"AMessageOf64KiBPasses", testLarge},
		{"MessagesOfOneSenderStayInOrder", testOrder},
		{"ARetainedMessageAwaitsTheLatecomer", testRetained},
		{"AnEmptyRetainedMessageClears", testCleared},
		{"TheWillIsPublishedWhenTheConnectionDies", testWill},
		{"TheWillIsNotPublishedAfterAGoodbye", testGoodbye},
		{"ALaterConnectionOfTheSameClientWins", testTakeover},
		{"ACleanSessionRemembersNothing", testClean},
	} {
		t.Run(demand.name, func(t *testing.T) { demand.test(t, start(t)) })
	}
}

// client is a client of few words.
type client struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	got  []message // that came while something else was awaited
}

func dial(t *testing.T, addr string, c connect) *client {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	d := &client{t: t, conn: conn, in: bufio.NewReader(conn)}
	d.send(c.packet())
	if p := d.await(CONNACK); !bytes.Equal(p.Body, []byte{0, 0}) {
		t.Fatalf("CONNACK: got % x, want 00 00", p.Body)
	}
	return d
}

func (c *client) send(p Packet) {
	c.t.Helper()
	if _, err := c.conn.Write(p.Bytes()); err != nil {
		c.t.Fatal(err)
	}
}

// await returns the next packet of a type; messages before it are kept.
func (c *client) await(kind byte) Packet {
	c.t.Helper()
	_ = c.conn.SetReadDeadline(time.Now().Add(soon))
	for {
		p, err := ReadPacket(c.in)
		if err != nil {
			c.t.Fatalf("waiting for packet %d: %v", kind, err)
		}
		if p.Type == kind {
			return p
		}
		if p.Type != PUBLISH {
			c.t.Fatalf("got packet %d, want %d", p.Type, kind)
		}
		m, err := readMessage(p)
		if err != nil {
			c.t.Fatal(err)
		}
		c.got = append(c.got, m)
	}
}

func (c *client) subscribe(filters ...string) {
	c.t.Helper()
	body := []byte{0, 1}
	for _, f := range filters {
		body = append(text(body, f), 0)
	}
	c.send(Packet{Type: SUBSCRIBE, Flags: 2, Body: body})
	want := append([]byte{0, 1}, make([]byte, len(filters))...)
	if p := c.await(SUBACK); !bytes.Equal(p.Body, want) {
		c.t.Fatalf("SUBACK: got % x, want % x", p.Body, want)
	}
}

// receive returns the next message.
func (c *client) receive() message {
	c.t.Helper()
	if len(c.got) == 0 {
		m, err := readMessage(c.await(PUBLISH))
		if err != nil {
			c.t.Fatal(err)
		}
		return m
	}
	m := c.got[0]
	c.got = c.got[1:]
	return m
}

// latecomer returns a client that has subscribed and is given what the broker
// keeps for it. A broker may acknowledge a retained message a moment before it
// keeps it (nats-server does), so who comes too early comes again; and endcap
// depends on no retained message.
func latecomer(t *testing.T, addr, name string, filters ...string) *client {
	t.Helper()
	for began := time.Now(); time.Since(began) < soon; {
		time.Sleep(quiet) //nolint:forbidigo // this is a test
		c := dial(t, addr, connect{client: name})
		c.subscribe(filters...)
		if len(c.got) > 0 {
			return c
		}
		_ = c.conn.SetReadDeadline(time.Now().Add(quiet))
		if _, err := c.in.Peek(1); err == nil {
			return c
		}
		c.send(Packet{Type: DISCONNECT})
		_ = c.conn.Close()
		name += "-again"
	}
	t.Fatalf("%s is not kept", filters)
	return nil
}

// silence fails if another message comes.
func (c *client) silence() {
	c.t.Helper()
	_ = c.conn.SetReadDeadline(time.Now().Add(quiet))
	if p, err := ReadPacket(c.in); !errors.Is(err, os.ErrDeadlineExceeded) || len(c.got) > 0 {
		c.t.Fatalf("got packet %d %q, %v, %d before, want silence", p.Type, p.Body, err, len(c.got))
	}
}

func (c *client) publish(topic, payload string, retain bool) {
	c.t.Helper()
	c.send(message{topic: topic, payload: []byte(payload), qos: 1, retain: retain, id: 7}.packet())
	if p := c.await(PUBACK); p.ID() != 7 {
		c.t.Fatalf("PUBACK: got number %d, want 7", p.ID())
	}
}

func (c *client) want(topic, payload string, retain bool) {
	c.t.Helper()
	if m := c.receive(); m.topic != topic || string(m.payload) != payload || m.retain != retain {
		c.t.Fatalf("got %s %.40q retain=%v, want %s %.40q retain=%v", m.topic, m.payload, m.retain, topic, payload, retain)
	}
}
