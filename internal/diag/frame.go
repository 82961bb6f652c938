package diag

import (
	"bytes"
	"image/png"
	"net/http"
)

// FramePath is where a frame of the camera ?scanner=NAME is asked for, with
// POST and the header ByHand. The answer is a PNG.
const FramePath = "/api/scanner/frame"

// frame gives a frame of a camera to who set it up.
func (h handler) frame() http.Handler {
	return byHand("frame", "endcap frame", func(w http.ResponseWriter, r *http.Request) {
		img, err := h.Frame(r.Context(), r.URL.Query().Get("scanner"))
		var body bytes.Buffer
		if err == nil {
			err = png.Encode(&body, img)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(body.Bytes()) // a client that went away is no fault of ours
	})
}
