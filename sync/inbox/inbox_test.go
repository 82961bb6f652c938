package inbox_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/inbox"
	"endcap/sync/wire"
)

var cart = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}

// shelf is a store's place for books, in memory.
type shelf struct {
	staged map[string][]byte
	full   bool
	broken bool // every book is unreadable
	book   wire.Manifest
}

func (s *shelf) Sound() (wire.Manifest, bool) { return s.book, s.book.Version > 0 }

func (s *shelf) Missing(m wire.Manifest) ([]wire.Chunk, error) {
	all := m.Index
	for _, c := range m.Index {
		if raw, err := c.Open(s.staged[c.SHA256]); err == nil {
			part, err := wire.ReadIndex(raw)
			if err != nil {
				return nil, err
			}
			all = append(all, part...)
		}
	}
	var out []wire.Chunk
	for _, c := range all {
		if s.staged[c.SHA256] == nil {
			out = append(out, c)
		}
	}
	return out, nil
}

func (s *shelf) Stage(_ context.Context, sha256 string, b []byte) error {
	if s.full {
		return errors.New("disk full")
	}
	s.staged[sha256] = b
	return nil
}

func (s *shelf) Switch(_ context.Context, m wire.Manifest) error {
	for _, c := range m.Index {
		if _, err := c.Open(s.staged[c.SHA256]); err != nil || s.broken {
			s.staged = map[string][]byte{}
			return fmt.Errorf("chunk %s: unreadable", c.SHA256)
		}
	}
	s.book = m
	return nil
}

// publish makes a signed book of n lines too noisy to fit one chunk.
func publish(t *testing.T, version uint64, n int) (wire.Signed, map[string][]byte) {
	t.Helper()
	return publishAt(t, version, n, time.Time{})
}

// publishAt makes one that comes into force at a time.
func publishAt(t *testing.T, version uint64, n int, notBefore time.Time) (wire.Signed, map[string][]byte) {
	t.Helper()
	lines := func(yield func(wire.BookLine, error) bool) {
		x := version
		for range n {
			s := make([]byte, 12000)
			for i := range s {
				x = x*6364136223846793005 + 1442695040888963407
				s[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[x>>58]
			}
			b, _ := json.Marshal(string(s))
			if !yield(wire.BookLine{Product: b}, nil) {
				return
			}
		}
	}
	cut, err := wire.CutBook(lines)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string][]byte{}
	for _, p := range cut.Pieces {
		kept[p.SHA256] = p.Bytes
	}
	signed, err := wire.SignBook(wire.Manifest{
		Tenant: "acme", Store: "0042", Version: version, Currency: "EUR", Made: time.Unix(1e9, 0), NotBefore: notBefore,
	}.Of(cut), private)
	if err != nil {
		t.Fatal(err)
	}
	return signed, kept
}

var private = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))

func public() ed25519.PublicKey { return private.Public().(ed25519.PublicKey) }

// line is a connection to a headquarters that answers with what it has.
type line struct {
	heads  chan wire.Signed
	chunks chan []byte
	asks   int
	has    map[string][]byte
	lose   func(ask, i int) bool // the i-th chunk of an ask
}

func (l *line) send(_ context.Context, g wire.Get) error {
	l.asks++
	for i, name := range g.Chunks {
		if l.lose == nil || !l.lose(l.asks, i) {
			l.chunks <- l.has[name]
		}
	}
	return nil
}

// open runs in over l until the test ends, or close is called.
func open(t *testing.T, in *inbox.Inbox, l *line) (closed func()) {
	l.heads, l.chunks = make(chan wire.Signed, 1), make(chan []byte, 16)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := in.Run(ctx, inbox.Session{Heads: l.heads, Chunks: l.chunks, Send: l.send}); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}()
	return func() { stop(); <-done }
}

func TestInbox_PutsABookTogetherThoughEveryThirdChunkIsLost(t *testing.T) {
	head, has := publish(t, 4, 60)
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{staged: map[string][]byte{}}
		in := inbox.New(s, cart, []ed25519.PublicKey{public()}, time.Now)
		l := &line{has: has, lose: func(ask, i int) bool { return (ask+i)%3 == 0 }}
		defer open(t, in, l)()
		l.heads <- head
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if s.book.Version != 4 || in.Fault() != "" {
			t.Errorf("got book %d, %q after %d asks", s.book.Version, in.Fault(), l.asks)
		}
	})
}

func TestInbox_FetchesNothingTwiceOverTwoConnections(t *testing.T) {
	head, has := publish(t, 4, 60)
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{staged: map[string][]byte{}}
		in := inbox.New(s, cart, []ed25519.PublicKey{public()}, time.Now)
		l := &line{has: has, lose: func(ask, i int) bool { return ask > 2 || i > 4 }}
		closed := open(t, in, l)
		l.heads <- head
		synctest.Wait()
		closed()
		if len(s.staged) != 6 {
			t.Fatalf("got %d chunks, want the index and 5", len(s.staged))
		}
		sent := 0
		l.lose = func(int, int) bool { sent++; return false }
		defer open(t, in, l)()
		synctest.Wait()
		if s.book.Version != 4 || sent != len(has)-6 {
			t.Errorf("got book %d with %d chunks more, want 4 with %d", s.book.Version, sent, len(has)-6)
		}
	})
}

func TestInbox_KeepsTheOldBook(t *testing.T) {
	head, has := publish(t, 4, 8)
	foreign := wire.Address{Tenant: "acme", Store: "0043", Device: "cart-7"}
	touched := head
	touched.Body = bytes.Replace(head.Body, []byte("EUR"), []byte("CHF"), 1)
	for name, c := range map[string]struct {
		head  wire.Signed
		of    wire.Address
		keys  []ed25519.PublicKey
		shelf shelf
		want  string
	}{
		"when the manifest was touched": {touched, cart, []ed25519.PublicKey{public()}, shelf{}, "signature does not fit"},
		"when the key is not trusted":   {head, cart, nil, shelf{}, "does not trust"},
		"when it is for another store":  {head, foreign, []ed25519.PublicKey{public()}, shelf{}, "it is for another store: 0042 of acme"},
		"when the disk is full":         {head, cart, []ed25519.PublicKey{public()}, shelf{full: true}, "disk full; book 0 stays"},
		"when its lines cannot be read": {head, cart, []ed25519.PublicKey{public()}, shelf{broken: true}, "unreadable; book 0 stays; it is left alone"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := c.shelf
				s.staged = map[string][]byte{}
				in := inbox.New(&s, c.of, c.keys, time.Now)
				l := &line{has: has}
				defer open(t, in, l)()
				l.heads <- c.head
				time.Sleep(time.Hour)
				synctest.Wait()
				if s.book.Version != 0 || !strings.Contains(in.Fault(), c.want) {
					t.Errorf("got book %d, %q, want %q in it", s.book.Version, in.Fault(), c.want)
				}
			})
		})
	}
}

func TestInbox_StagesOnlyWhatItAskedFor(t *testing.T) {
	head, has := publish(t, 4, 8)
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{staged: map[string][]byte{}}
		in := inbox.New(s, cart, []ed25519.PublicKey{public()}, time.Now)
		l := &line{has: has, lose: func(int, int) bool { return true }}
		defer open(t, in, l)()
		l.chunks <- []byte("nobody asked")
		l.heads <- head
		l.chunks <- []byte("nor for this")
		synctest.Wait()
		if len(s.staged) != 0 {
			t.Errorf("got %d chunks, want none", len(s.staged))
		}
	})
}

// watched is a shelf that others look at while it is used.
type watched struct {
	mu sync.Mutex
	shelf
}

func (s *watched) Sound() (wire.Manifest, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shelf.Sound()
}

func (s *watched) Switch(ctx context.Context, m wire.Manifest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shelf.Switch(ctx, m)
}

func TestInbox_PutsABookInForceAtItsTimeWithHeadquartersOrWithout(t *testing.T) {
	closing := time.Unix(1e9, 0).Add(8 * time.Hour)
	head, has := publishAt(t, 4, 3, closing)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		clock := func(late time.Duration) func() time.Time {
			return func() time.Time { return closing.Add(-time.Hour - late + time.Since(began)) }
		}
		// One stays connected, one loses headquarters, and one has a clock that
		// is ten minutes slow and put right by nobody.
		var all [3]*watched
		for i, late := range [...]time.Duration{0, 0, 10 * time.Minute} {
			s := &watched{shelf: shelf{staged: map[string][]byte{}}}
			all[i] = s
			in := inbox.New(s, cart, []ed25519.PublicKey{public()}, clock(late))
			l := &line{has: has}
			close := open(t, in, l)
			l.heads <- head
			if i == 0 {
				defer close()
				continue
			}
			time.Sleep(time.Second)
			synctest.Wait()
			close()
			ctx, stop := context.WithCancel(t.Context())
			var done sync.WaitGroup
			done.Go(func() { in.Wait(ctx) })
			defer func() { stop(); done.Wait() }()
		}
		in := func(after time.Duration) (out [3]uint64) {
			time.Sleep(time.Until(began.Add(after)))
			synctest.Wait()
			for i, s := range all {
				m, _ := s.Sound()
				out[i] = m.Version
			}
			return out
		}
		for _, c := range []struct {
			after time.Duration
			want  [3]uint64
		}{{time.Minute, [3]uint64{}}, {time.Hour - time.Second, [3]uint64{}}, {time.Hour, [3]uint64{4, 4, 0}}, {70*time.Minute - time.Second, [3]uint64{4, 4, 0}}, {70 * time.Minute, [3]uint64{4, 4, 4}}} {
			if got := in(c.after); got != c.want {
				t.Errorf("%s after: books %v, want %v", c.after, got, c.want)
			}
		}
	})
}
