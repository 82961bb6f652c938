// Package page is what headquarters shows: the fleet, the ledger, and the
// same as JSON.
//
//	/            who is there, what they sell by, what they still hold
//	/ledger      what happened, newest first; what it adds up to
//	/api/fleet   /api/ledger?after=N   /api/stock   /api/sales   /api/alarms
//	/api/streams?device=STORE/NAME     /api/commands?device=STORE/NAME
//	/healthz     200 while the process answers at all
//	/readyz      200 when the broker is connected and the ledger answers
//
// Nothing here changes anything. A page asks /live when there is something
// new and fetches itself again; without scripts it comes anew every few
// seconds.
package page

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/uplink"
	"endcap/internal/web"
)

//go:embed assets
var assets embed.FS

// Options are what the pages show.
type Options struct {
	Ledger  *ledger.Ledger
	Uplink  func() uplink.State
	Tenant  string
	Version string
	Log     *slog.Logger
}

type pages struct {
	Options
	layout *template.Template
	slots  chan struct{} // one for each watcher
}

// New returns the pages, for a server that has limits and deadlines.
func New(o Options) http.Handler {
	p := &pages{Options: o, slots: make(chan struct{}, maxWatchers)}
	p.layout = template.Must(template.New("").Funcs(template.FuncMap{"ago": ago, "thousands": thousands, "plural": plural, "called": called}).ParseFS(assets, "assets/*.html"))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", show(p, "fleet.html", p.fleet))
	mux.HandleFunc("GET /ledger", show(p, "ledger.html", p.book))
	mux.HandleFunc("GET /live", p.live)
	mux.HandleFunc("GET /api/fleet", answer(p, p.apiFleet))
	mux.HandleFunc("GET /api/ledger", answer(p, p.apiLedger))
	mux.HandleFunc("GET /api/stock", answer(p, p.apiStock))
	mux.HandleFunc("GET /api/sales", answer(p, p.apiSales))
	mux.HandleFunc("GET /api/alarms", answer(p, p.apiAlarms))
	mux.HandleFunc("GET /api/streams", answer(p, p.apiStreams))
	mux.HandleFunc("GET /api/commands", answer(p, p.apiCommands))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		web.WriteJSON(w, http.StatusOK, map[string]bool{"alive": true})
	})
	mux.HandleFunc("GET /readyz", p.readyz)
	mux.HandleFunc("GET /assets/{name}", p.asset)
	return web.Secured("style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'", mux)
}

// errAsked is returned when a request asks for what cannot be.
var errAsked = errors.New("this cannot be asked for")

// show draws a template with what view returns.
func show[T any](p *pages, name string, view func(context.Context, *http.Request) (T, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), queryWait)
		defer stop()
		v, err := view(ctx, r)
		var body bytes.Buffer
		if err == nil {
			err = p.layout.ExecuteTemplate(&body, name, v)
		}
		if err != nil {
			p.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(body.Bytes()) // a browser that went away is no fault of ours
	}
}

// answer writes what ask returns as JSON.
func answer[T any](p *pages, ask func(context.Context, *http.Request) (T, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), queryWait)
		defer stop()
		v, err := ask(ctx, r)
		if err != nil {
			p.fail(w, r, err)
			return
		}
		web.WriteJSON(w, http.StatusOK, v)
	}
}

func (p *pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	code := http.StatusServiceUnavailable
	if errors.Is(err, errAsked) {
		code = http.StatusBadRequest
	} else if r.Context().Err() == nil {
		p.Log.Error("a page was not drawn", slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	http.Error(w, err.Error(), code)
}

func (p *pages) asset(w http.ResponseWriter, r *http.Request) {
	kinds := map[string]string{"hq.css": "text/css; charset=utf-8", "hq.js": "text/javascript; charset=utf-8", "mark.svg": "image/svg+xml"}
	kind, ok := kinds[r.PathValue("name")]
	b, err := assets.ReadFile("assets/" + r.PathValue("name"))
	if !ok || err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(b) // a browser that went away is no fault of ours
}

func (p *pages) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), queryWait)
	defer stop()
	var why []string
	if _, err := p.Ledger.Total(ctx); err != nil {
		why = append(why, err.Error())
	}
	if s := p.Uplink(); !s.Connected {
		why = append(why, s.Text)
	}
	code := http.StatusOK
	if why != nil {
		code = http.StatusServiceUnavailable
	}
	web.WriteJSON(w, code, struct {
		Ready bool     `json:"ready"`
		Why   []string `json:"why,omitempty"`
	}{why == nil, why})
}

// head is what stands on top of both pages.
type head struct {
	Title, Tenant, Version string
	Here                   string
	Uplink                 uplink.State
	Now                    time.Time
}

func (p *pages) head(title, here string) head {
	return head{title, p.Tenant, p.Version, here, p.Uplink(), time.Now()}
}
