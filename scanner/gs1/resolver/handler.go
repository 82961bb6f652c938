package resolver

import (
	"net/http"
	"strconv"
	"strings"
)

// Handler answers with what a resolver says, on every path below base, which
// ends without a slash. Where base is "" it is what the request was made to:
// its scheme and its host.
//
// page may be nil. Otherwise it draws what people see who ask with a browser
// and are not led anywhere: refusals and choices. The headers have been set by
// then, other than Content-Type; page writes the status.
func (r Resolver) Handler(base string, page func(http.ResponseWriter, *http.Request, Answer)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		asked := Request{
			Method: req.Method, Base: base, Path: req.URL.EscapedPath(), Query: req.URL.RawQuery,
			Accept: strings.Join(req.Header.Values("Accept"), ","), Language: strings.Join(req.Header.Values("Accept-Language"), ","),
		}
		if base == "" {
			asked.Base = Base(req)
		}
		a := refusal(http.StatusBadRequest, "the request does not say which host it is made to")
		if asked.Base != "" {
			a, _ = r.Answer(asked)
		}
		a.head(w.Header())
		if page != nil && (a.Status >= 400 || a.Status == http.StatusMultipleChoices) && browses(asked.Accept) {
			page(w, req, a)
			return
		}
		a.write(w)
	})
}

// Base is the scheme and the host that a request was made to, "" if its host
// is none.
func Base(req *http.Request) string {
	if !isHost(req.Host) {
		return ""
	}
	if req.TLS != nil {
		return "https://" + req.Host
	}
	return "http://" + req.Host
}

// browses reports whether a client is a browser that a person looks at.
func browses(accept string) bool {
	var room [MaxRanges]ranged
	w := wishes{media: ranges(accept, room[:0])}
	for _, r := range w.media {
		if strings.EqualFold(r.name, "text/html") && r.q > 0 {
			return w.asks() == ""
		}
	}
	return false
}

// head sets the headers of an answer.
func (a Answer) head(h http.Header) {
	const methods = "GET, HEAD, OPTIONS"
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Expose-Headers", "Link, Location")
	h.Set("Vary", "Accept, Accept-Language")
	switch a.Status {
	case http.StatusNoContent, http.StatusMethodNotAllowed:
		h.Set("Allow", methods)
		h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language")
		h.Set("Access-Control-Max-Age", "86400")
	}
	if a.Links != "" {
		h.Set("Link", a.Links)
	}
	if a.Location != "" {
		h.Set("Location", a.Location)
	}
}

// write sends what is left of an answer whose headers are set.
func (a Answer) write(w http.ResponseWriter) {
	if a.Type != "" {
		w.Header().Set("Content-Type", a.Type)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a client that went away is no fault of ours
}
