package screen

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"strings"

	"endcap/device/shelf"
)

// ShelfController is what the page needs of the controller of a shelf. Its
// methods are called from many goroutines.
type ShelfController interface {
	// View returns what the shelf shows now.
	View() shelf.View
	// Watch returns a channel that tells of newer views, and the end of it.
	Watch() (<-chan struct{}, func())
	// LabelPNG returns the picture on a label, false while there is none.
	LabelPNG(id string) ([]byte, bool)
	// Find makes a label show where it is.
	Find(ctx context.Context, id string) error
}

// Shelf serves the page of a shelf's labels:
//
//	GET  /                  every label as it hangs there
//	GET  /labels/{id}.png   the picture of a label
//	POST /find              label: makes it show where it is
//	GET  /events            a shelf.View as JSON after every change (Server-Sent Events)
//	GET  /api/view          the shelf.View as JSON
func Shelf(s ShelfController, o Options) http.Handler {
	p := newPages(o, func() any { return s.View() }, s.Watch)
	p.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		p.draw(w, http.StatusOK, "shelf.html", newShelfPage(p, s, ""))
	})
	p.mux.HandleFunc("GET /labels/{file}", func(w http.ResponseWriter, r *http.Request) {
		id, ok := strings.CutSuffix(r.PathValue("file"), ".png")
		if ok {
			var body []byte
			if body, ok = s.LabelPNG(id); ok {
				serveFile(w, r, "label.png", body)
				return
			}
		}
		http.Error(w, "no label of this name shows a picture", http.StatusNotFound)
	})
	p.mux.Handle("POST /find", p.action(func(ctx context.Context, f url.Values) (string, error) {
		id := f.Get("label")
		return "/#label-" + url.PathEscape(id), s.Find(ctx, id)
	}, func(w http.ResponseWriter, code int, text string) {
		p.draw(w, code, "shelf.html", newShelfPage(p, s, text))
	}))
	return p.handler()
}

// shelfPage is a view in the terms of its page.
type shelfPage struct {
	*pages
	shelf.View
	Tags   []shelfTag
	Faults int
}

// shelfTag is one label with its picture.
type shelfTag struct {
	shelf.ViewLabel
	Picture picture // zero while there is none
}

// picture is where a browser finds a picture, and how large it is.
type picture struct {
	Src           string
	Width, Height int
}

func newShelfPage(p *pages, s ShelfController, problem string) shelfPage {
	page := shelfPage{pages: p, View: s.View()}
	if problem != "" {
		page.Notice, page.Bad = problem, true
	}
	for _, l := range page.Labels {
		t := shelfTag{ViewLabel: l}
		if body, ok := s.LabelPNG(l.ID); ok {
			t.Picture = newPicture(l.ID, body)
		}
		if l.Fault != "" {
			page.Faults++
		}
		page.Tags = append(page.Tags, t)
	}
	return page
}

// Summary writes how many labels there are, and how many need someone.
func (p shelfPage) Summary() string {
	all := count(int64(len(p.Tags)), "label", "labels")
	if p.Faults > 0 {
		all += fmt.Sprintf(", %d to look at", p.Faults)
	}
	return all
}

// newPicture names a picture by its bytes, so that a page shows the new one
// as soon as there is one.
func newPicture(id string, body []byte) picture {
	size, err := png.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return picture{}
	}
	return picture{"/labels/" + url.PathEscape(id) + ".png?" + tag(body), size.Width, size.Height}
}

// Title returns the name of the product, or the number under its bar code.
func (t shelfTag) Title() string { return cmp.Or(t.Name, t.GTIN.EAN(), "Unnamed product") }

// Wide says that the picture needs more than one column.
func (t shelfTag) Wide() bool { return t.Picture.Width > 320 }

// Stock writes how much lies there.
func (t shelfTag) Stock() string {
	if t.Per == "kg" {
		return kilograms(t.OnHand)
	}
	return count(t.OnHand, "piece", "pieces")
}
