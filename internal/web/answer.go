package web

import (
	"encoding/json"
	"net/http"
)

// Secured sets the headers that hold for every answer, and refuses what a page
// of another site would have done here. A page may load nothing but what its
// policy names (Content-Security-Policy).
func Secured(policy string, next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "this came from another site; use the page itself", http.StatusForbidden)
	}))
	next = guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Cache-Control", "no-store")
		head.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; "+policy)
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		head.Set("Referrer-Policy", "same-origin") // no-referrer would make forms lose their Origin
		head.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// WriteJSON answers with one JSON value and a line end.
func WriteJSON(w http.ResponseWriter, code int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the answer does not encode: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(append(body, '\n')) // a client that went away is no fault of ours
}
