package wire_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

var update = flag.Bool("update", false, "write testdata anew")

// golden holds the payload against the file of that name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(got), string(want)); d != "" {
		t.Errorf("%s: the wire changed; a fleet speaks the old one:\n%s", name, d)
	}
}

// settle encodes m, holds it against its golden file, and reads it back.
func settle[T wire.Body](t *testing.T, name string, m T) {
	t.Helper()
	b, err := wire.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, name, b)
	got, err := wire.Decode[T](b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got, m); d != "" {
		t.Errorf("%s:\n%s", name, d)
	}
}

func TestWire_StaysAsItWas(t *testing.T) {
	private, _ := key(1)
	signed, err := wire.SignBook(manifest(), private)
	if err != nil {
		t.Fatal(err)
	}
	settle(t, "hello.json", wire.Hello{
		Incarnation: inc, Session: 17, Nonce: nonce, Streams: []wire.Position{
			{Stream: wire.Control, Incarnation: inc, Next: 3, Safe: 2},
			{Stream: wire.Goods, Incarnation: "00c0ffee00c0ffed", Next: 4711, Safe: 4690},
			{Stream: wire.Goods, Incarnation: inc, Next: 1},
		},
		Book: 3, Command: 8, Role: "cart", Version: "1.0.0", Room: 1 << 28,
		Clock: wire.Reading{Wall: noon, Mono: 61_000, Clock: wire.ClockNTP},
	})
	settle(t, "welcome.json", wire.Welcome{Session: 17, Nonce: nonce, Time: noon, Upto: []wire.Mark{
		{Stream: wire.Control, Incarnation: inc, Upto: 2},
		{Stream: wire.Goods, Incarnation: "00c0ffee00c0ffed", Upto: 4700},
	}, Book: &signed})
	settle(t, "welcome-no-book.json", wire.Welcome{Session: 1, Nonce: nonce, Time: noon, Twin: true})
	settle(t, "ack.json", wire.Ack{Mark: wire.Mark{Stream: wire.Goods, Incarnation: inc, Upto: 4710}, Bad: []uint64{4702, 4705}})
	settle(t, "status-online.json", wire.Status{Online: true, Session: 17, Incarnation: inc})
	settle(t, "status-will.json", wire.Status{Session: 17, Incarnation: inc})
	settle(t, "get.json", wire.Get{Chunks: []string{wire.ChunkName(nil), wire.ChunkName([]byte("x"))}})
	settle(t, "book-head.json", signed)
	marker, err := wire.EncodeBatch(cart, wire.Goods, inc, []wire.Event{picks(5000, 1)[0], dropped(5001, 9999)})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "batch-marker.json", plain(t, marker))
	for name, n := range map[string]int{"batch-one.json": 1, "batch-hundred.zst": 100} {
		b, err := wire.EncodeBatch(cart, wire.Goods, inc, picks(4711, n))
		if err != nil {
			t.Fatal(err)
		}
		if n == 1 {
			golden(t, name, plain(t, b))
			continue
		}
		// Which bytes zstd packs into is not promised from one release of it
		// to the next; that the old ones can be read is.
		if *update {
			golden(t, name, b)
		}
		old, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.DecodeBatch(old)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(got.Events, picks(4711, n)); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

func plain(t *testing.T, b []byte) []byte {
	t.Helper()
	raw, err := wire.Decompress(b, wire.MaxBatchRaw)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestDecode_PassesOverWhatANewerEndAdds(t *testing.T) {
	got, err := wire.Decode[wire.Ack]([]byte(`{"stream":"led","inc":"a","upto":3,"mood":"good"}`))
	if err != nil || got.Upto != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestDecode_Refuses(t *testing.T) {
	names := strings.Repeat(`"`+wire.ChunkName(nil)+`",`, wire.MaxGet) + `"` + wire.ChunkName(nil) + `"`
	for payload, err := range map[string]error{
		"":                                 refused[wire.Hello](""),
		"null":                             refused[wire.Hello]("null"),
		"[]":                               refused[wire.Hello]("[]"),
		"{}":                               refused[wire.Hello]("{}"),
		"hello numbered 0":                 refused[wire.Hello](hello(`"session":0`)),
		"hello of no one":                  refused[wire.Hello](hello(`"inc":""`)),
		"hello with no nonce":              refused[wire.Hello](hello(`"nonce":""`)),
		"hello with a long role":           refused[wire.Hello](hello(`"role":"` + strings.Repeat("x", 65) + `"`)),
		"hello of a stream numbered 0":     refused[wire.Hello](hello(`"streams":[{"stream":"led","inc":"a"}]`)),
		"hello of a stream safe ahead":     refused[wire.Hello](hello(`"streams":[{"stream":"led","inc":"a","next":2,"safe":2}]`)),
		"hello of an unknown stream":       refused[wire.Hello](hello(`"streams":[{"stream":"xyz","inc":"a","next":1}]`)),
		"hello of too many streams":        refused[wire.Hello](hello(`"streams":[{}` + strings.Repeat(",{}", wire.MaxPositions) + `]`)),
		"welcome to no session":            refused[wire.Welcome](`{"nonce":"c0ffee00"}`),
		"ack of a negative number":         refused[wire.Ack](`{"stream":"led","inc":"a","upto":-1}`),
		"ack of a fraction":                refused[wire.Ack](`{"stream":"led","inc":"a","upto":1.5}`),
		"ack of no incarnation":            refused[wire.Ack](`{"stream":"led","upto":1}`),
		"ack of no stream":                 refused[wire.Ack](`{"inc":"a","upto":1}`),
		"ack with too many bad":            refused[wire.Ack](`{"stream":"led","inc":"a","bad":[` + strings.Repeat("1,", wire.MaxBad) + `1]}`),
		"ack with something after it":      refused[wire.Ack](`{"stream":"led","inc":"a","upto":1}{}`),
		"status of no session":             refused[wire.Status](`{"online":true,"inc":"a"}`),
		"get of nothing":                   refused[wire.Get](`{"chunks":[]}`),
		"get of a path":                    refused[wire.Get](`{"chunks":["../../etc/passwd"]}`),
		"get of too much":                  refused[wire.Get](`{"chunks":[` + names + `]}`),
		"head with a manifest too long":    refused[wire.Signed](`{"key":"` + strings.Repeat("x", 65) + `"}`),
		"more than a message may have":     refused[wire.Ack](strings.Repeat(" ", wire.MaxMessage+1)),
		"more brackets than a stack holds": refused[wire.Ack](`{"x":` + strings.Repeat("[", 60000)),
	} {
		if !errors.Is(err, wire.ErrMalformed) && !errors.Is(err, wire.ErrTooLarge) {
			t.Errorf("%s: got %v", payload, err)
		}
	}
}

const nonce = "0123456789abcdef"

// hello is a good hello but for what is said again at its end.
func hello(but string) string {
	return `{"inc":"a","session":1,"nonce":"` + nonce + `",` + but + `}`
}

func refused[T wire.Body](payload string) error {
	_, err := wire.Decode[T]([]byte(payload))
	return err
}

func fuzz[T wire.Body](f *testing.F, name string) {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, payload []byte) {
		m, err := wire.Decode[T](payload)
		if err != nil {
			return
		}
		if _, err := wire.Encode(m); err != nil && !errors.Is(err, wire.ErrTooLarge) {
			t.Errorf("taken, but cannot be sent: %v", err)
		}
	})
}

func FuzzDecodeHello(f *testing.F)   { fuzz[wire.Hello](f, "hello.json") }
func FuzzDecodeWelcome(f *testing.F) { fuzz[wire.Welcome](f, "welcome.json") }
func FuzzDecodeAck(f *testing.F)     { fuzz[wire.Ack](f, "ack.json") }
func FuzzDecodeGet(f *testing.F)     { fuzz[wire.Get](f, "get.json") }
func FuzzDecodeStatus(f *testing.F)  { fuzz[wire.Status](f, "status-online.json") }
func FuzzDecodeSigned(f *testing.F)  { fuzz[wire.Signed](f, "book-head.json") }

func FuzzParseTopic(f *testing.F) {
	f.Add(cart.Topic(wire.Goods.Kind()))
	f.Add("ec/1/a/b/c/d/e/f")
	f.Fuzz(func(t *testing.T, topic string) {
		a, kind, err := wire.ParseTopic(topic)
		if err == nil && a.Topic(kind) != topic {
			t.Errorf("%q comes back as %q", topic, a.Topic(kind))
		}
	})
}
