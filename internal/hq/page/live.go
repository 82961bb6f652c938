package page

import (
	"net/http"
	"time"
)

// live tells a page, by a Server-Sent Event, that it should fetch itself
// again: at once after a change, but not more often than every 250 ms, and
// every 10 s because ages have become older.
func (p *pages) live(w http.ResponseWriter, r *http.Request) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	default:
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many watch these pages; close another one", http.StatusServiceUnavailable)
		return
	}
	out := http.NewResponseController(w)
	if err := out.SetReadDeadline(time.Time{}); err != nil { // the server's limit is for requests, and this one is read
		http.Error(w, "this server cannot stream: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	changed, end := p.Ledger.Watch()
	defer end()
	older := time.NewTicker(beat)
	defer older.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	message := ": here\n\n"
	for {
		if out.SetWriteDeadline(time.Now().Add(streamWait)) != nil {
			return
		}
		if _, err := w.Write([]byte(message)); err != nil || out.Flush() != nil {
			return
		}
		message = "data: again\n\n"
		pause.Reset(gather)
		select { // many changes are one
		case <-r.Context().Done():
			return
		case <-pause.C:
		}
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		case <-older.C:
		}
	}
}
