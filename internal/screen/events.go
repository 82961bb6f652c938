package screen

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// events streams views as Server-Sent Events: one message with the newest
// view as JSON at once, and one after every change. A watcher that is slower
// than the changes misses steps, never the newest view.
type events struct {
	slots  chan struct{} // one for each watcher
	watch  func() (<-chan struct{}, func())
	view   func() any
	online func() bool
}

func newEvents(watch func() (<-chan struct{}, func()), view func() any, online func() bool) *events {
	return &events{make(chan struct{}, MaxWatchers), watch, view, online}
}

// ServeHTTP holds the connection until the watcher leaves, takes longer than
// streamWait for a view, or the server ends.
func (e *events) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	default:
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many watch this page; close another one", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	out := http.NewResponseController(w)
	if err := out.SetReadDeadline(time.Time{}); err != nil { // the request is read; the server's limit must not end the stream
		http.Error(w, "this server cannot stream: "+err.Error(), http.StatusInternalServerError)
		return
	}
	changed, stop := e.watch()
	defer stop()
	beat := time.NewTicker(keepAlive)
	defer beat.Stop()
	online := e.online()
	message := e.message()
	for {
		if !send(w, out, message) {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case _, ok := <-changed:
			if !ok {
				return
			}
			message = e.message()
		case <-beat.C:
			message = []byte(":\n\n") // a comment: tells both ends that the other is there
		}
		if now := e.online(); now != online {
			online, message = now, e.message()
		}
	}
}

// message is the newest view as one event, or a comment if it has no JSON form.
func (e *events) message() []byte {
	body, err := json.Marshal(e.view())
	if err != nil {
		return []byte(": the view does not encode\n\n")
	}
	var b bytes.Buffer
	b.WriteString("data: ") // JSON has no line breaks
	b.Write(body)
	b.WriteString("\n\n")
	return b.Bytes()
}

func send(w http.ResponseWriter, out *http.ResponseController, message []byte) bool {
	if out.SetWriteDeadline(time.Now().Add(streamWait)) != nil {
		return false
	}
	if _, err := w.Write(message); err != nil {
		return false
	}
	return out.Flush() == nil
}
