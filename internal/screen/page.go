package screen

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"endcap/internal/web"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

// Options are what every page is told besides its controller.
type Options struct {
	// Name of the device as people call it: "cart-07".
	Name string
	// Online tells whether headquarters is connected now. It may be nil;
	// then the page says nothing about it. It returns at once.
	Online func() bool
	// Since tells since when Online says what it does. It may be nil.
	Since func() time.Time
	// Goods are what the Digital Links of products lead to; nil has no pages of
	// products.
	Goods Goods
	// Links is where the Digital Links begin that lead here, such as
	// "https://shelf-03.example.com"; "" is the address that a request is made to.
	Links string
	// Dictionary is the release that they are parsed by; nil is the built-in one.
	Dictionary *gs1.Dictionary
	Now        func() time.Time // nil is time.Now
	Log        *slog.Logger     // may be nil
}

//go:embed assets
var assets embed.FS

// pages is what the pages of carts and shelves have in common.
type pages struct {
	Options
	layout *template.Template
	mux    *http.ServeMux
	links  http.Handler // of Digital Links; nil without goods

	reductions reductions // of the goods' prices
}

func newPages(o Options, view func() any, watch func() (<-chan struct{}, func())) *pages {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &pages{Options: o, mux: http.NewServeMux()}
	p.layout = template.Must(template.New("").Funcs(template.FuncMap{
		"price": price, "off": off, "kilograms": kilograms, "measured": measured, "count": count, "day": day, "clock": clock, "stamp": stamp, "paragraphs": paragraphs,
	}).ParseFS(assets, "assets/*.html"))
	for _, name := range []string{"screen.css", "screen.js", "mark.svg"} {
		body, err := assets.ReadFile("assets/" + name)
		if err != nil {
			panic("screen: not in the binary: " + err.Error())
		}
		p.mux.HandleFunc("GET /assets/"+name, func(w http.ResponseWriter, r *http.Request) { serveFile(w, r, name, body) })
	}
	p.mux.Handle("GET /events", newEvents(watch, view, func() bool { return o.Online != nil && o.Online() }))
	p.mux.HandleFunc("GET /api/view", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(view()); err != nil {
			p.Log.Error("view not written", slog.Any("error", err))
		}
	})
	if p.Goods != nil {
		p.sell()
	}
	return p
}

// handler puts around every answer what holds for all of them.
func (p *pages) handler() http.Handler {
	return web.Secured("script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'",
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if p.links != nil && resolver.Begins(r.URL.EscapedPath()) { // never cleaned, as a ServeMux does with paths
				p.links.ServeHTTP(w, r)
				return
			}
			p.mux.ServeHTTP(w, r)
		}))
}

// draw answers with a page, or with nothing of it if it does not draw.
func (p *pages) draw(w http.ResponseWriter, code int, name string, data any) {
	var b bytes.Buffer
	if err := p.layout.ExecuteTemplate(&b, name, data); err != nil {
		p.Log.Error("page not drawn", slog.String("page", name), slog.Any("error", err))
		http.Error(w, "this page does not draw; please tell our staff", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes()) // a client that went away is no fault of ours
}

// action answers a form: it acts, then sends the browser to where act says, so
// that loading it again does not act again. An error is drawn on the page instead.
// Acting goes on when the browser has left or the server ends, because half a
// payment is worse than a late one.
func (p *pages) action(act func(context.Context, url.Values) (where string, err error), refused func(w http.ResponseWriter, code int, text string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), actionWait)
		defer cancel()
		// Not every ResponseWriter has deadlines; those of a real server do.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(actionWait + streamWait))
		form, err := readForm(w, r)
		var where string
		if err == nil {
			where, err = act(ctx, form)
		}
		if err == nil {
			http.Redirect(w, r, where, http.StatusSeeOther)
			return
		}
		code := http.StatusConflict
		if errors.Is(err, errForm) {
			code = http.StatusBadRequest
		}
		p.Log.Warn("refused", slog.String("path", r.URL.Path), slog.Any("error", err))
		refused(w, code, sentence(err))
	}
}

// Link says whether headquarters is connected: "online", "offline", or ""
// when nobody knows.
func (p *pages) Link() string {
	switch {
	case p.Online == nil:
		return ""
	case p.Online():
		return "online"
	default:
		return "offline"
	}
}

// tag is a short name for exactly these bytes.
func tag(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// serveFile answers with bytes that a browser may keep as long as it asks
// whether they are still the same.
func serveFile(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", `"`+tag(body)+`"`)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}
