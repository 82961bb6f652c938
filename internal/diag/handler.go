package diag

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"image"
	"net/http"
	"strings"
	"time"

	"endcap/device"
	"endcap/internal/web"
)

// Options are what the port tells. Name, Role and Version stand on every
// answer; a function that is nil has nothing to say.
type Options struct {
	Name    string // of the device: "cart-07"
	Role    string // cart or shelf
	Version string
	Started time.Time
	// Health returns a line for every part, at once and from any goroutine.
	Health func() []device.Health
	// Ready returns nil when the device can do its work. Otherwise every
	// line of the error is one reason, written for a technician.
	Ready func() error
	// Facts returns what is so now, in words: the state of sync, the price
	// book in force, what the store holds.
	Facts   func() []Fact
	Figures []Figure
	// Backup writes a backup of the store and returns what is answered as
	// JSON. Nil: there is none to be had.
	Backup func(ctx context.Context) (any, error)
	// Frame returns a frame of the camera of that name, in which nobody can be
	// known. Nil: there is none to be had.
	Frame func(ctx context.Context, scanner string) (image.Image, error)
}

// Fact is one line of the status page under a heading.
type Fact struct {
	Group string `json:"group"` // "Sync"
	Name  string `json:"name"`  // "Last acknowledged"
	Text  string `json:"text"`  // "12 seconds ago"
}

//go:embed status.html status.css
var files embed.FS

type handler struct {
	Options
	layout *template.Template
}

// Handler serves the diagnostics port. It panics when two figures share a
// name or a name is none that Prometheus allows.
func Handler(o Options) http.Handler {
	h := handler{o, template.Must(template.ParseFS(files, "status.html"))}
	css, err := files.ReadFile("status.css")
	if err != nil {
		panic("diag: status.css is not in the binary: " + err.Error())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/status", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /healthz", h.healthz)
	mux.HandleFunc("GET /readyz", h.readyz)
	mux.Handle("GET /metrics", metrics(o))
	mux.HandleFunc("GET /status", h.status)
	mux.HandleFunc("GET /status.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(css) // a client that went away is no fault of ours
	})
	mux.HandleFunc("GET /api/status", func(w http.ResponseWriter, _ *http.Request) {
		web.WriteJSON(w, http.StatusOK, h.now(time.Now()))
	})
	if o.Backup != nil {
		mux.Handle("POST "+BackupPath, h.backup())
	}
	if o.Frame != nil {
		mux.Handle("POST "+FramePath, h.frame())
	}
	return web.Secured("style-src 'self'; form-action 'none'", mux)
}

func (h handler) healthz(w http.ResponseWriter, _ *http.Request) {
	web.WriteJSON(w, http.StatusOK, struct {
		Alive   bool   `json:"alive"`
		Name    string `json:"name"`
		Role    string `json:"role"`
		Version string `json:"version"`
	}{true, h.Name, h.Role, h.Version})
}

func (h handler) readyz(w http.ResponseWriter, _ *http.Request) {
	why := h.unready()
	code := http.StatusOK
	if len(why) > 0 {
		code = http.StatusServiceUnavailable
	}
	web.WriteJSON(w, code, struct {
		Ready bool     `json:"ready"`
		Why   []string `json:"why,omitempty"`
	}{len(why) == 0, why})
}

// unready returns the reasons why the device cannot work.
func (h handler) unready() []string {
	if h.Ready == nil {
		return nil
	}
	err := h.Ready()
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n") // as errors.Join writes them
}

func (h handler) status(w http.ResponseWriter, r *http.Request) {
	var body bytes.Buffer
	err := h.layout.Execute(&body, newPage(h.now(time.Now()), r.URL.Query().Has("live")))
	if err != nil {
		http.Error(w, "the status page does not draw: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(body.Bytes()) // a client that went away is no fault of ours
}
