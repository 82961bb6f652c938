package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSecured_GuardsEveryAnswer(t *testing.T) {
	h := Secured("style-src 'self'", http.NotFoundHandler())
	for name, c := range map[string]struct {
		method, site string
		code         int
	}{
		"a look":                  {http.MethodGet, "none", 404},
		"a link of another site":  {http.MethodGet, "cross-site", 404},
		"a form of ours":          {http.MethodPost, "same-origin", 404},
		"no browser":              {http.MethodPost, "", 404},
		"a form of another site":  {http.MethodPost, "cross-site", 403},
		"a form of a site nearby": {http.MethodPost, "same-site", 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, "/", nil)
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.code {
			t.Errorf("%s: got %d, want %d", name, w.Code, c.code)
		}
		for key, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Referrer-Policy":              "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"Cache-Control":                "no-store",
		} {
			if got := w.Header().Get(key); got != want {
				t.Errorf("%s: %s is %q, want %q", name, key, got, want)
			}
		}
		if got := w.Header().Get("Permissions-Policy"); !strings.Contains(got, "camera=()") {
			t.Errorf("%s: a page may use the camera: %q", name, got)
		}
	}
}
