package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

var quiet = slog.New(slog.DiscardHandler)

// serve runs a server until the test ends and returns its URL and a function
// that stops it and returns what Run returned.
func serve(t *testing.T, p Port, h http.Handler) (url string, stop func() error) {
	t.Helper()
	s, err := Listen(t.Context(), p, h, quiet)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(cancel)
	return s.URL(), func() error { cancel(); return <-ended }
}

func TestListen_StaysOnThisMachineUnlessToldOtherwise(t *testing.T) {
	for _, c := range []struct {
		addr    string
		network bool
		want    error // nil: taken
	}{
		{"127.0.0.1:0", false, nil},
		{"localhost:0", false, nil},
		{"0.0.0.0:0", true, nil},
		{":0", true, nil},
		{"0.0.0.0:0", false, ErrNetwork},
		{":0", false, ErrNetwork},
		{"[::]:0", false, ErrNetwork},
		{"192.0.2.7:80", false, ErrNetwork},
	} {
		s, err := Listen(t.Context(), Port{"page", c.addr, c.network}, http.NotFoundHandler(), quiet)
		if !errors.Is(err, c.want) {
			t.Errorf("%s, network %t: got %v, want %v", c.addr, c.network, err, c.want)
		}
		if err == nil {
			s.listener.Close()
		}
	}
}

func TestListen_SaysHowToWriteAnAddress(t *testing.T) {
	for _, addr := range []string{"", "127.0.0.1", "store.example:80", "::1:80"} {
		_, err := Listen(t.Context(), Port{"page", addr, false}, http.NotFoundHandler(), quiet)
		if err == nil || !strings.Contains(err.Error(), "127.0.0.1:8080") {
			t.Errorf("%q: got %v, want how to write it", addr, err)
		}
	}
}

func TestListen_PortThatIsTakenIsAnError(t *testing.T) {
	s, err := Listen(t.Context(), Port{"page", "127.0.0.1:0", false}, http.NotFoundHandler(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer s.listener.Close()
	_, err = Listen(t.Context(), Port{"status page", s.Addr().String(), false}, nil, quiet)
	want := "web: listen for the status page: " + s.Addr().String() + " is in use by another program: end that, or give this one another port"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestServer_RefusesTheNameOfAnotherMachine(t *testing.T) {
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	url, _ := serve(t, Port{"page", "127.0.0.1:0", false}, ok)
	open, _ := serve(t, Port{"page", "127.0.0.1:0", true}, ok)
	for _, c := range []struct {
		url, host string
		code      int
	}{
		{url, "", 200},
		{url, "localhost:8080", 200},
		{url, "[::1]:8080", 200},
		{url, "rebound.example", 421},
		{url, "127.0.0.1.rebound.example:80", 421},
		{open, "cart-07.store.example", 200},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = c.host
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.code {
			t.Errorf("host %q: got %d, want %d", c.host, resp.StatusCode, c.code)
		}
	}
}

func TestServer_EndsStreamsAndLetsAnswersFinish(t *testing.T) {
	begun := make(chan struct{}, 2)
	mux := http.NewServeMux()
	mux.HandleFunc("/stream", func(w http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		<-r.Context().Done() // as an event stream does
		_, _ = io.WriteString(w, "streamed")
	})
	mux.HandleFunc("/answer", func(w http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		<-r.Context().Done()
		time.Sleep(50 * time.Millisecond)
		_, _ = io.WriteString(w, "answered")
	})
	url, stop := serve(t, Port{"page", "127.0.0.1:0", false}, mux)
	bodies := make(chan string, 2)
	for _, path := range []string{"stream", "answer"} {
		go func() {
			resp, err := http.Get(url + path)
			if err != nil {
				bodies <- err.Error()
				return
			}
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			bodies <- string(b)
		}()
	}
	<-begun
	<-begun
	if err := stop(); err != nil {
		t.Errorf("got %v, want nil", err)
	}
	if a, b := <-bodies, <-bodies; a+b != "streamedanswered" && a+b != "answeredstreamed" {
		t.Errorf("got %q and %q, want both answers whole", a, b)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("the port is still open")
	}
}

func TestServer_RunClosesThePortWhenItIsTooLate(t *testing.T) {
	s, err := Listen(t.Context(), Port{"page", "127.0.0.1:0", false}, http.NotFoundHandler(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Run(ctx); err != nil {
		t.Errorf("got %v, want nil", err)
	}
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("the port is still open")
	}
}
