package screen

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device/cart"
)

// watch opens /events and returns what follows its header.
func watch(t *testing.T, base string) (*http.Response, *bufio.Reader) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp, bufio.NewReader(resp.Body)
}

// next returns the view of the next message.
func next(t *testing.T, r *bufio.Reader) cart.View {
	t.Helper()
	for {
		text, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		data, ok := strings.CutPrefix(text, "data: ")
		if !ok {
			continue
		}
		var v cart.View
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestEvents_TellOfEveryChangeLongerThanTheServersLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newFakeCart(groceries())
		l := newPipes()
		s := &http.Server{Handler: Cart(c, Options{}), ReadTimeout: time.Second, WriteTimeout: time.Second}
		go s.Serve(l)
		defer s.Close()
		conn, r := l.dial(t)
		defer conn.Close()
		time.Sleep(2500 * time.Millisecond)
		if err := c.Remove(t.Context(), c.View().Basket, 6, 1); err != nil {
			t.Fatal(err)
		}
		if got := next(t, r).Total; got != eur(2321) {
			t.Errorf("after a change: got %s, want 23.21 EUR", got)
		}
	})
}

func TestEvents_TellHowItStandsAtOnce(t *testing.T) {
	s := httptest.NewServer(Cart(newFakeCart(groceries()), Options{}))
	t.Cleanup(s.Close) // after the watcher has left
	resp, r := watch(t, s.URL)
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("got %q", got)
	}
	if got := next(t, r).Total; got != eur(2570) {
		t.Errorf("got %s, want 25.70 EUR", got)
	}
}

func TestEvents_HaveALimitOfWatchers(t *testing.T) {
	s := httptest.NewServer(Cart(newFakeCart(groceries()), Options{}))
	t.Cleanup(s.Close) // after the watchers have left
	for range MaxWatchers {
		if resp, _ := watch(t, s.URL); resp.StatusCode != 200 {
			t.Fatalf("got %d, want 200", resp.StatusCode)
		}
	}
	if resp, _ := watch(t, s.URL); resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: got %d, want 503 and when to try again", resp.StatusCode)
	}
	http.DefaultClient.CloseIdleConnections()
	s.CloseClientConnections() // those who leave make room
	for range 6000 {
		if resp, _ := watch(t, s.URL); resp.StatusCode == 200 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("nobody gets in after all have left")
}

func TestEvents_EndWithTheServer(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	w := httptest.NewRecorder()
	done := make(chan struct{})
	e := newEvents(newFakeCart(groceries()).Watch, func() any { return 1 }, func() bool { return false })
	go func() {
		defer close(done)
		e.ServeHTTP(deadlines{w}, httptest.NewRequestWithContext(ctx, http.MethodGet, "/events", nil))
	}()
	end()
	<-done
	if got := w.Body.String(); got != "data: 1\n\n" {
		t.Errorf("got %q", got)
	}
	if len(e.slots) != 0 {
		t.Error("its place is still taken")
	}
}

// deadlines is a recorder that knows deadlines, as a connection does.
type deadlines struct{ *httptest.ResponseRecorder }

func (deadlines) SetReadDeadline(time.Time) error  { return nil }
func (deadlines) SetWriteDeadline(time.Time) error { return nil }

// pipes is a listener in memory, so that time can be the test's own.
type pipes struct {
	conns chan net.Conn
	gone  chan struct{}
}

func newPipes() pipes { return pipes{make(chan net.Conn), make(chan struct{})} }

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.gone:
		return nil, net.ErrClosed
	}
}
func (p pipes) Close() error   { close(p.gone); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// dial asks for /events and reads the header and the first message.
func (p pipes) dial(t *testing.T) (net.Conn, *bufio.Reader) {
	t.Helper()
	client, server := net.Pipe()
	p.conns <- server
	if _, err := io.WriteString(client, "GET /events HTTP/1.1\r\nHost: cart\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(client)
	for {
		text, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(text, "data: ") {
			return client, r
		}
	}
}

func TestEvents_DropAWatcherThatDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newFakeCart(groceries())
		e := newEvents(c.Watch, func() any { return c.View() }, func() bool { return true })
		l := newPipes()
		s := &http.Server{Handler: e}
		go s.Serve(l)
		defer s.Close()
		slow, _ := l.dial(t)
		defer slow.Close()
		quick, r := l.dial(t)
		defer quick.Close()
		go io.Copy(io.Discard, r)
		synctest.Wait()
		if len(e.slots) != 2 {
			t.Fatalf("got %d watchers, want 2", len(e.slots))
		}
		c.Set(groceries())
		time.Sleep(streamWait - time.Millisecond)
		synctest.Wait()
		if len(e.slots) != 2 {
			t.Errorf("got %d watchers before the limit, want 2", len(e.slots))
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if len(e.slots) != 1 {
			t.Errorf("got %d watchers after the limit, want the quick one", len(e.slots))
		}
	})
}

func TestEvents_BreakTheSilenceAndTellWhenTheLinkComesAndGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var online atomic.Bool
		c := newFakeCart(groceries())
		l := newPipes()
		s := &http.Server{Handler: newEvents(c.Watch, func() any { return 1 }, online.Load)}
		go s.Serve(l)
		defer s.Close()
		conn, r := l.dial(t)
		defer conn.Close()
		var got []string
		go func() {
			for {
				text, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if text = strings.TrimSpace(text); text == ":" || strings.HasPrefix(text, "data") {
					got = append(got, text)
				}
			}
		}()
		time.Sleep(keepAlive + time.Second)
		online.Store(true)
		time.Sleep(2 * keepAlive)
		synctest.Wait()
		if want := "[: data: 1 :]"; fmt.Sprint(got) != want {
			t.Errorf("got %v, want %s", got, want)
		}
	})
}
