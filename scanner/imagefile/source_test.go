package imagefile_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"endcap/scanner"
	"endcap/scanner/gs1"
	"endcap/scanner/imagefile"
	"endcap/scanner/scannertest"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

const fast = 5 * time.Millisecond

func never(string) bool { return false }

// drop renames a finished file into the folder, as writers must.
func drop(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	tmp := filepath.Join(dir, "."+name)
	if err := os.WriteFile(tmp, content, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(tmp, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func picture(t testing.TB, symbols ...image.Image) []byte {
	t.Helper()
	all := image.NewGray(image.Rect(0, 0, 320, 240*len(symbols)))
	for i, sym := range symbols {
		p := scene.Picture(sym, scene.Options{Width: 320, Height: 240})
		copy(all.Pix[i*len(p.Pix):], p.Pix)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func qr(t testing.TB, text string) image.Image {
	t.Helper()
	img, err := write.QR(text)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func ean(t testing.TB, text string) image.Image {
	t.Helper()
	g, err := gs1.ParseGTIN(text)
	if err != nil {
		t.Fatal(err)
	}
	img, err := write.EAN(g)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// logged is what the source told.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), what)
}

// start runs a source until the test ends and returns what it emits.
func start(t *testing.T, dir string, seen func(string) bool) (<-chan scanner.Symbol, *logged) {
	t.Helper()
	log := &logged{}
	src := imagefile.New("camera 1", dir, fast, gs1.Shop{}, seen, slog.New(slog.NewTextHandler(log, nil)))
	return scannertest.Start(t, src, 0), log
}

func TestSource_IsASource(t *testing.T) {
	scannertest.TestSource(t, func(t *testing.T) (scanner.Source, scannertest.Show) {
		dir := t.TempDir()
		src := imagefile.New("folder", dir, fast, gs1.Shop{}, never, slog.New(slog.DiscardHandler))
		return src, func(n int) scanner.Symbol {
			text := fmt.Sprint("label ", n)
			drop(t, dir, fmt.Sprintf("%03d.png", n), picture(t, qr(t, text)))
			return scanner.Symbol{Format: "QR_CODE", Text: text}
		}
	})
}

func TestSource_IgnoresUnfinishedFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".a.png", "b.png.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), picture(t, qr(t, name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	drop(t, dir, "c.png", picture(t, qr(t, "complete")))
	out, log := start(t, dir, never)
	if got := scannertest.Next(t, out); got.Text != "complete" {
		t.Errorf("read %q, want %q", got.Text, "complete")
	}
	if n := log.count("level=WARN"); n != 0 {
		t.Errorf("%d warnings, want none", n)
	}
}

func TestSource_WarnsOnceOfAPictureThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	content := picture(t, qr(t, "broken"))
	drop(t, dir, "1.png", content[:len(content)/2])
	drop(t, dir, "2.txt", []byte("not a picture"))
	drop(t, dir, "3.png", picture(t, qr(t, "good")))
	out, log := start(t, dir, never)
	if got := scannertest.Next(t, out); got.Text != "good" {
		t.Errorf("read %q, want %q", got.Text, "good")
	}
	drop(t, dir, "4.png", picture(t, qr(t, "later")))
	scannertest.Next(t, out)
	if n := log.count("imagefile: read picture"); n != 2 {
		t.Errorf("%d warnings of two pictures, want 2", n)
	}
}

func TestSource_EmitsNothingTwiceAfterARestart(t *testing.T) {
	dir := t.TempDir()
	drop(t, dir, "1.png", picture(t, qr(t, "first")))
	out, _ := start(t, dir, never)
	first := scannertest.Next(t, out)
	if !strings.HasPrefix(first.ID, "1.png-") || len(first.ID) != len("1.png-")+16 {
		t.Errorf("ID is %q, want the name and 16 hex digits", first.ID)
	}
	drop(t, dir, "2.png", picture(t, qr(t, "second")))
	again, _ := start(t, dir, func(id string) bool { return id == first.ID })
	if got := scannertest.Next(t, again); got.Text != "second" {
		t.Errorf("read %q after the restart, want %q", got.Text, "second")
	}
}

func TestSource_ReadsAnotherPictureOfTheSameName(t *testing.T) {
	dir := t.TempDir()
	drop(t, dir, "now.png", picture(t, qr(t, "first")))
	out, _ := start(t, dir, never)
	first := scannertest.Next(t, out)
	drop(t, dir, "now.png", picture(t, qr(t, "second")))
	if second := scannertest.Next(t, out); second.Text != "second" || second.ID == first.ID {
		t.Errorf("read %q with ID %q, want %q with another ID than %q", second.Text, second.ID, "second", first.ID)
	}
}

func TestSource_TwoArticlesInAPictureAreTwoPieces(t *testing.T) {
	dir := t.TempDir()
	drop(t, dir, "two.png", picture(t, ean(t, "4012345123456"), qr(t, "https://id.example.org/01/04006381333931")))
	out, _ := start(t, dir, never)
	first, second := scannertest.Next(t, out), scannertest.Next(t, out)
	if first.Format != "EAN_13" || second.Format != "QR_CODE" || second.ID != first.ID+"#2" {
		t.Errorf("read %+v and %+v, want an EAN_13 and a QR_CODE with the ID of the first and #2", first, second)
	}
}

func TestSource_TwoCodesOfAnArticleAreOnePiece(t *testing.T) {
	dir := t.TempDir()
	drop(t, dir, "1.png", picture(t, ean(t, "4012345123456"), qr(t, "https://id.example.org/01/04012345123456/10/L1")))
	drop(t, dir, "2.png", picture(t, qr(t, "next")))
	out, _ := start(t, dir, never)
	if got := scannertest.Next(t, out); got.Format != "QR_CODE" {
		t.Errorf("read %+v, want the code that says more", got)
	}
	if got := scannertest.Next(t, out); got.Text != "next" {
		t.Errorf("read %+v, want the next picture", got)
	}
}

func TestSource_MakesAMissingFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "to", "come")
	out, log := start(t, dir, never)
	scannertest.Until(t, "the folder is made", func() bool { _, err := os.Stat(dir); return err == nil })
	drop(t, dir, "1.png", picture(t, qr(t, "there")))
	scannertest.Next(t, out)
	if n := log.count("level=WARN"); n != 0 {
		t.Errorf("%d warnings, want none", n)
	}
}

func TestSource_ToldOnceThatTheFolderIsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	out, log := start(t, path, never)
	scannertest.Until(t, "it is told", func() bool { return log.count("level=WARN") > 0 })
	time.Sleep(20 * fast)
	if n := log.count("level=WARN"); n != 1 {
		t.Errorf("%d warnings, want 1", n)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	scannertest.Until(t, "the folder is made", func() bool { info, err := os.Stat(path); return err == nil && info.IsDir() })
	drop(t, path, "1.png", picture(t, qr(t, "recovered")))
	scannertest.Next(t, out)
}
