package decode_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
)

// TestVideo counts the frames of hand-held cameras in which something is read,
// and those in which gozxing alone reads it, with the time each takes a frame.
// ENDCAP_VIDEO is a folder with a folder of frames for each film: make video.
func TestVideo(t *testing.T) {
	films, _ := filepath.Glob(filepath.Join(os.Getenv("ENDCAP_VIDEO"), "*"))
	if os.Getenv("ENDCAP_VIDEO") == "" || len(films) == 0 {
		t.Skip("ENDCAP_VIDEO names no folder with films to count frames in")
	}
	ours, alone := decode.NewReader(), peer()
	for _, film := range films {
		frames, _ := filepath.Glob(filepath.Join(film, "*.jpg"))
		var read, peers int
		var took, peerTook time.Duration
		for _, name := range frames {
			img, err := light.LoadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			if len(ours.Read(img)) > 0 {
				read++
			}
			took += time.Since(start)
			start = time.Now()
			if alone(img) {
				peers++
			}
			peerTook += time.Since(start)
		}
		n := time.Duration(max(1, len(frames)))
		t.Logf("%s: of %d frames %d read in %v a frame, gozxing alone %d in %v", filepath.Base(film), len(frames), read, took/n, peers, peerTook/n)
		if read < peers {
			t.Errorf("%s: gozxing alone reads more", film)
		}
	}
}
