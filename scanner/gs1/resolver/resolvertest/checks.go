package resolvertest

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// methods: what may be asked, and by whom.
func (s *subject) methods(t *testing.T) {
	t.Run("SupportsHTTP11", func(t *testing.T) {
		if a := s.get(t, s.path); a.proto < "HTTP/1.1" {
			t.Errorf("got %s", a.proto)
		}
	})
	t.Run("SupportsGetHeadAndOptions", func(t *testing.T) {
		get, head := s.get(t, s.path), s.ask(t, http.MethodHead, s.path)
		if get.status != http.StatusTemporaryRedirect || head.status != get.status || head.Get("Location") != get.Get("Location") || len(head.body) > 0 {
			t.Errorf("got %d to %s, and %d to %s with HEAD", get.status, get.Get("Location"), head.status, head.Get("Location"))
		}
		a := s.ask(t, http.MethodOptions, s.path, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET")
		for _, h := range []string{"Allow", "Access-Control-Allow-Methods"} {
			for _, m := range []string{"GET", "HEAD", "OPTIONS"} {
				if a.status/100 != 2 || !strings.Contains(a.Get(h), m) {
					t.Errorf("got %d, %s: %s", a.status, h, a.Get(h))
				}
			}
		}
	})
	t.Run("RefusesOtherMethodsWith405", func(t *testing.T) {
		for _, m := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
			if a := s.ask(t, m, s.path); a.status != http.StatusMethodNotAllowed || !strings.Contains(a.Get("Allow"), "GET") {
				t.Errorf("%s: got %d, Allow: %s", m, a.status, a.Get("Allow"))
			}
		}
	})
	t.Run("SupportsCORS", func(t *testing.T) {
		for _, target := range []string{s.path, s.path + "?linkType=linkset", s.path + "/foo", s.path + "?linkType=gs1:nosuchlt", "/.well-known/gs1resolver"} {
			if a := s.get(t, target, "Origin", "https://elsewhere.example"); a.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s: got %q", target, a.Get("Access-Control-Allow-Origin"))
			}
		}
	})
}

// errors: what is no Digital Link, and what is not known.
func (s *subject) errors(t *testing.T) {
	digit := s.key[len(s.key)-1]
	wrong := s.key[:len(s.key)-1] + string('0'+(digit-'0'+1)%10)
	t.Run("ReportsFaultySyntaxWith400", func(t *testing.T) {
		for _, path := range []string{s.path + "/foo", s.key + "/10", s.key + "/21/1/10/A", s.key + "/99/A", s.key + "/10/" + strings.Repeat("A", 21), s.key + "?10=A", s.key + "?17=261301"} {
			if a := s.get(t, path); a.status != http.StatusBadRequest || len(bytes.TrimSpace(a.body)) < 20 {
				t.Errorf("%s: got %d: %s", path, a.status, a.body)
			}
		}
	})
	t.Run("ReportsAFailedCheckDigitWith400", func(t *testing.T) {
		if a := s.get(t, wrong); a.status != http.StatusBadRequest {
			t.Errorf("%s: got %d: %s", wrong, a.status, a.body)
		}
	})
	t.Run("AnswersUnknownThingsWith404", func(t *testing.T) {
		for _, path := range []string{"/01/09521234543213", "/01/09521234543213/10/A7", "/255/9521321111110"} {
			if a := s.get(t, path); a.status != http.StatusNotFound {
				t.Errorf("%s: got %d: %s", path, a.status, a.body)
			}
		}
	})
	t.Run("AnswersUnavailableLinkTypesWith404", func(t *testing.T) {
		for _, kind := range []string{"gs1:nosuchlt", "https://ref.gs1.org/voc/nosuchlt", "nonsense", "javascript:alert(1)"} {
			if a := s.get(t, with(s.path, "linkType", kind)); a.status != http.StatusNotFound {
				t.Errorf("%s: got %d to %s", kind, a.status, a.Get("Location"))
			}
		}
	})
	t.Run("NeverAnswersAnErrorWith200", func(t *testing.T) {
		for _, target := range []string{s.path + "/foo?linkType=linkset", wrong + "?linkType=linkset", "/01/09521234543213?linkType=linkset"} {
			for _, accept := range []string{"*/*", "text/html", "application/json", "application/linkset+json"} {
				if a := s.get(t, target, "Accept", accept); a.status < 400 || a.status > 499 {
					t.Errorf("%s as %s: got %d: %s", target, accept, a.status, a.body)
				}
			}
		}
	})
}

// redirects: where a link leads.
func (s *subject) redirects(t *testing.T) {
	plain := s.get(t, s.path)
	t.Run("ToleratesATrailingSlash", func(t *testing.T) {
		if a := s.get(t, s.path+"/"); a.status != plain.status || a.Get("Location") != plain.Get("Location") {
			t.Errorf("got %d to %s, want %d to %s", a.status, a.Get("Location"), plain.status, plain.Get("Location"))
		}
	})
	t.Run("WalksUpFromUnknownQualifiers", func(t *testing.T) {
		unknown := map[string][]string{
			"/01/":  {"/10/KL8G", "/21/KL8G", "/22/KL8G", "/10/KL8G/21/KL8G", "/22/KL8G/10/KL8G/21/KL8G"},
			"/414/": {"/254/KL8G", "/7040/1KL8"},
		}
		top := s.get(t, s.key)
		for key, tails := range unknown {
			for _, tail := range tails {
				if !strings.HasPrefix(s.key, key) {
					continue
				}
				if a := s.get(t, s.key+tail); a.status != top.status || a.Get("Location") != top.Get("Location") {
					t.Errorf("%s: got %d to %s, want %d to %s", tail, a.status, a.Get("Location"), top.status, top.Get("Location"))
				}
			}
		}
	})
	t.Run("PassesTheQueryOn", func(t *testing.T) {
		a := s.get(t, s.path+"?foo=bar&baz=%C3%A9+x")
		if to := a.Get("Location"); a.status != plain.status || !strings.Contains(to, "foo=bar&baz=%C3%A9+x") {
			t.Errorf("got %d to %s", a.status, to)
		}
	})
	t.Run("ShowsTheWayToTheLinksetWhenRedirecting", func(t *testing.T) {
		to, ok := strings.CutPrefix(plain.links()["linkset"], s.base)
		if !ok {
			t.Fatalf("got Link: %s", plain.Get("Link"))
		}
		if a := s.get(t, to); a.status != http.StatusOK || a.Get("Content-Type") != "application/linkset+json" {
			t.Errorf("%s: got %d %s", to, a.status, a.Get("Content-Type"))
		}
		if a := s.ask(t, http.MethodOptions, s.path); a.links()["linkset"] != s.base+to { // GS1's suite looks there
			t.Errorf("OPTIONS: got Link: %s", a.Get("Link"))
		}
	})
	t.Run("DoesNotListAllLinksInAHeader", func(t *testing.T) {
		if links := strings.Join(plain.Values("Link"), ", "); strings.Contains(links, "gs1:") || strings.Contains(links, "/voc/") {
			t.Errorf("got Link: %s", links)
		}
	})
	t.Run("SaysThatHeadersMatter", func(t *testing.T) {
		for _, target := range []string{s.path, s.path + "?linkType=linkset"} {
			if v := s.get(t, target).Get("Vary"); !strings.Contains(v, "Accept") || !strings.Contains(v, "Accept-Language") {
				t.Errorf("%s: got Vary: %s", target, v)
			}
		}
	})
}
