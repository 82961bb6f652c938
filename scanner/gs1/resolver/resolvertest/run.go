package resolvertest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Conform runs every check against the resolver at base ("http://127.0.0.1:8080"),
// with the path of a Digital Link that it knows: one with qualifiers shows more.
func Conform(t *testing.T, base, path string) {
	t.Helper()
	s := &subject{base: base, path: path, key: regexp.MustCompile(`^/\d+/[^/]+`).FindString(path)}
	if s.key == "" {
		t.Fatalf("%s does not begin with a key", path)
	}
	for _, part := range [...]func(*testing.T){s.methods, s.errors, s.redirects, s.linksets, s.everyLink, s.files} {
		part(t)
	}
}

// subject is the resolver under test and the link to test it with.
type subject struct{ base, path, key string }

// said is an answer.
type said struct {
	status int
	http.Header
	proto string
	body  []byte
}

// ask makes one request and follows no redirection. The headers come as name
// and value in turn.
func (s *subject) ask(t *testing.T, method, target string, headers ...string) said {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.base+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "*/*")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(io.LimitReader(w.Body, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return said{w.StatusCode, w.Header, w.Proto, body}
}

func (s *subject) get(t *testing.T, target string, headers ...string) said {
	t.Helper()
	return s.ask(t, http.MethodGet, target, headers...)
}

// links reads a Link header: targets by their relation.
func (a said) links() map[string]string {
	all := map[string]string{}
	for _, m := range regexp.MustCompile(`<([^>]*)>;[^<]*?rel="([^"]*)"`).FindAllStringSubmatch(strings.Join(a.Values("Link"), ", "), -1) {
		all[m[2]] = m[1]
	}
	return all
}

// linkset asks for the list of all links of a path.
func (s *subject) linkset(t *testing.T, path string) Linkset {
	t.Helper()
	a := s.get(t, path, "Accept", "application/linkset+json")
	set, err := Read(a.body)
	if a.status != http.StatusOK || err != nil {
		t.Fatalf("got %d %v: %s", a.status, err, a.body)
	}
	return set
}

// with adds parameters to a path, names and values in turn.
func with(path string, params ...string) string {
	for i := 0; i < len(params); i += 2 {
		path += "?&"[min(i, 1):min(i, 1)+1] + params[i] + "=" + url.QueryEscape(params[i+1])
	}
	return path
}

// Linkset is a list of links (RFC 9264) that was found right.
type Linkset []Level

// Level are the links of one anchor.
type Level struct {
	Anchor, Name string
	Links        map[string][]Link // by the address of their type
}

// Link is one target.
type Link struct {
	Href    string   `json:"href"`
	Title   string   `json:"title"`
	Lang    []string `json:"hreflang"`
	Media   string   `json:"type"`
	Context []string `json:"context"`
}

// bare reports whether the link has neither language nor media type nor context.
func (l Link) bare() bool { return len(l.Lang)+len(l.Context) == 0 && l.Media == "" }

func unmarshal(b []byte, v any) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
