package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/device"
	"endcap/device/cart"
	"endcap/internal/diag"
	"endcap/internal/store"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner"
	"endcap/scanner/scene"
	"endcap/scanner/write"
	"endcap/sync/wire"
)

// virtualBoard is an emulated controller with Debian's kernel and the devices
// of a real one, as the folder in ENDCAP_BOARD makes it.
type virtualBoard struct {
	testing.TB
	tool, run, agent string
}

// boot starts a board that runs endcap with args until the test ends.
func boot(t testing.TB, endcap, args string) *virtualBoard {
	t.Helper()
	const port = "19300"
	b := &virtualBoard{t, filepath.Join(os.Getenv("ENDCAP_BOARD"), "board.sh"), t.TempDir(), "http://127.0.0.1:" + port}
	t.Setenv("RUN", b.run)
	t.Setenv("PORT", port)
	t.Cleanup(func() { b.do("down") })
	b.Log(strings.TrimSpace(b.do("up", endcap, args)))
	b.do("devices")
	return b
}

// do runs the board's own program, at a low priority: others need the processor too.
func (b *virtualBoard) do(args ...string) string {
	b.Helper()
	out, err := exec.Command("nice", append([]string{b.tool}, args...)...).CombinedOutput()
	if err != nil {
		b.Fatalf("board.sh %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// sh runs a line of shell on the board.
func (b *virtualBoard) sh(format string, args ...any) string {
	b.Helper()
	return b.post("/exec", strings.NewReader(fmt.Sprintf(format, args...)))
}

func (b *virtualBoard) put(content io.Reader, path string) {
	b.Helper()
	b.post("/put?path="+url.QueryEscape(path), content)
}

func (b *virtualBoard) post(path string, body io.Reader) string {
	b.Helper()
	c := http.Client{Timeout: 2 * time.Minute}
	resp, err := c.Post(b.agent+path, "text/plain", body)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(out)
}

// qemu commands the machine around the board (QMP).
func (b *virtualBoard) qemu(command string) {
	b.Helper()
	c, err := net.Dial("unix", filepath.Join(b.run, "qmp.sock"))
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintf(c, "{\"execute\":\"qmp_capabilities\"}\n%s\n", command)
	lines := bufio.NewScanner(c)
	for answers := 0; answers < 2 && lines.Scan(); {
		if bytes.HasPrefix(lines.Bytes(), []byte(`{"error"`)) {
			b.Fatalf("QEMU was told %s and says %s", command, lines.Bytes())
		}
		if bytes.HasPrefix(lines.Bytes(), []byte(`{"return"`)) {
			answers++
		}
	}
}

// page reads a page of endcap as JSON; it may not be there yet.
func (b *virtualBoard) page(port int, path string, v any) bool {
	return json.Unmarshal([]byte(b.sh("wget -qO- http://127.0.0.1:%d%s", port, path)), v) == nil
}

func (b *virtualBoard) status() (s diag.Status) {
	b.page(8081, "/api/status", &s)
	return s
}

func (b *virtualBoard) basket() (v cart.View) {
	b.page(8080, "/api/view", &v)
	return v
}

// state is how a scanner is, and the sentence about it.
func (b *virtualBoard) state(name string) (device.State, string) {
	for _, p := range b.status().Parts {
		if p.Part == "scanner "+name {
			return p.State, p.Text
		}
	}
	return "", ""
}

// scans returns what a scanner read so far, as endcap logged it.
func (b *virtualBoard) scans(name string) (all []scanner.Scan) {
	b.Helper()
	f, err := os.Open(filepath.Join(b.run, "console.log"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		_, text, _ := strings.Cut(lines.Text(), `{"time"`) // after what the shell prints
		var l struct {
			Msg, Scanner string
			Scan         scanner.Scan
		}
		if json.Unmarshal([]byte(`{"time"`+text), &l) == nil && l.Msg == "read" && l.Scanner == name {
			all = append(all, l.Scan)
		}
	}
	return all
}

// until waits for what becomes true on a slow machine, and returns how long
// that took.
func (b *virtualBoard) until(what string, true func() bool) time.Duration {
	b.Helper()
	begun := time.Now()
	for !true() {
		if time.Since(begun) > 90*time.Second {
			log, _ := os.ReadFile(filepath.Join(b.run, "console.log"))
			b.Fatalf("%s: not in 90 seconds\n%s", what, log[max(0, len(log)-4000):])
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(begun).Round(100 * time.Millisecond)
}

// crossBuilt returns a program that go made for the board.
func crossBuilt(t *testing.T, arch, verb string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", append([]string{verb, "-trimpath", "-ldflags", "-s -w", "-o", file}, args...)...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch, "GOARM=7")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// fill gives the board a price book, the picture of the label and, last, the
// configuration that endcap waits for.
func fill(t *testing.T, b *virtualBoard) {
	t.Helper()
	code, err := write.GS1DataMatrix(boardLabel)
	if err != nil {
		t.Fatal(err)
	}
	for name, img := range map[string]*image.Gray{
		"label":   scene.Picture(code, scene.Options{Width: 640, Height: 480, Module: 6, Noise: 3}),
		"nothing": image.NewGray(image.Rect(0, 0, 640, 480)),
	} {
		var asPNG, asPGM bytes.Buffer
		if err := png.Encode(&asPNG, img); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&asPGM, "P5 640 480 255\n%s", img.Pix)
		b.put(&asPNG, "/tmp/"+name+".png")
		b.put(&asPGM, "/tmp/"+name+".pgm")
	}

	data := t.TempDir()
	stockBook(t, data)
	b.sh("mkdir -p /data/cart-07")
	files, err := filepath.Glob(filepath.Join(data, "*.db"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the store has no files: %v", err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		b.put(f, "/data/cart-07/"+filepath.Base(name))
		f.Close()
	}
	b.put(strings.NewReader(boardConfig), "/data/cart.yaml")
}

// stockBook makes a store with a price book of one product.
func stockBook(t *testing.T, dir string) {
	t.Helper()
	st, err := store.Open(dir, store.Options{Address: wire.Address{Tenant: "demo", Store: "harbour", Device: "cart-07"}})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	line, err := json.Marshal(catalog.Product{GTIN: boardGTIN, Name: "Whole Milk", Price: money.New(129, money.Currency{'E', 'U', 'R'})})
	if err != nil {
		t.Fatal(err)
	}
	cut, err := wire.CutBook(func(yield func(wire.BookLine, error) bool) { yield(wire.BookLine{Product: line}, nil) })
	if err != nil {
		t.Fatal(err)
	}
	m := wire.Manifest{Tenant: "demo", Store: "harbour", Version: 1, Currency: "EUR", Made: time.Now()}.Of(cut)
	for _, p := range cut.Pieces {
		if err := st.Stage(t.Context(), p.SHA256, p.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Switch(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}
