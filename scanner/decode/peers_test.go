package decode_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

// peerMessages are what the peers are asked with. bwip-js takes brackets for
// those of an AI, and two of the signs are escapes of zint and bwip-js.
func peerMessages(n int) []string {
	rnd := rand.New(rand.NewPCG(8, 1))
	out := make([]string, n)
	for i := range out {
		for {
			out[i] = elements(rnd)
			if len(out[i]) <= 48 && !strings.ContainsAny(out[i], "()\\^") {
				break
			}
		}
	}
	return out
}

// bracketed writes element strings as zint and bwip-js want them.
func bracketed(t *testing.T, text, open, shut string) string {
	t.Helper()
	m, err := gs1.Parse("]d2" + text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var b strings.Builder
	for i := range m.Len() {
		e := m.At(i)
		fmt.Fprintf(&b, "%s%s%s%s", open, e.AI, shut, e.Value)
	}
	return b.String()
}

const peerCount = 1000

// TestPeers_ReadWhatWeWrite is run by make scan-peers.
func TestPeers_ReadWhatWeWrite(t *testing.T) {
	modules := peerFolder(t)
	dir := t.TempDir()
	messages := peerMessages(peerCount)
	for _, kind := range []struct {
		name string
		draw func(string) (image.Image, error)
		zbar string
	}{
		{"GS1 DataMatrix", write.GS1DataMatrix, ""},
		{"GS1 QR", write.GS1QR, "qrcode"},
		{"GS1-128", write.GS1128, "code128"},
	} {
		var paths []string
		for i, text := range messages {
			sym, err := kind.draw(text)
			if err != nil {
				t.Fatal(err)
			}
			b := sym.Bounds()
			pic := scene.Picture(sym, scene.Options{Width: 4 * (b.Dx() + 30), Height: 4 * (max(b.Dy(), 50) + 30), Module: 4})
			path := filepath.Join(dir, fmt.Sprintf("%s-%d.png", strings.ReplaceAll(kind.name, " ", "-"), i))
			save(t, path, pic)
			paths = append(paths, path)
		}
		if node(modules) {
			got := ask(t, strings.Join(paths, "\n"), "node", "../../tools/scan-peers.mjs", modules, "read")
			right := 0
			for i, line := range got {
				if raw, err := hex.DecodeString(line); err == nil && string(raw) == messages[i] {
					right++
				}
			}
			report(t, "zxing-cpp reads our "+kind.name, right)
		}
		if _, err := exec.LookPath("zbarimg"); err == nil && kind.zbar != "" {
			args := append([]string{"-q", "--raw", "--nodbus", "-Sdisable", "-S" + kind.zbar + ".enable"}, paths...)
			got := ask(t, "", "zbarimg", args...)
			right := 0
			for i, line := range got {
				if i < len(messages) && strings.Trim(line, gs1.GS) == messages[i] {
					right++
				}
			}
			report(t, "zbar reads our "+kind.name, right)
		}
	}
}

// TestPeers_WriteWhatWeRead is run by make scan-peers.
func TestPeers_WriteWhatWeRead(t *testing.T) {
	modules := peerFolder(t)
	dir := t.TempDir()
	messages := peerMessages(peerCount)
	read := func(what, name string) {
		r, right := decode.NewReader(), 0
		for i, text := range messages {
			pic, err := light.LoadFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, i)))
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Read(pic); len(got) == 1 && got[0].GS1 && got[0].Text == text {
				right++
			}
		}
		report(t, "we read "+what, right)
	}
	if _, err := exec.LookPath("zint"); err == nil {
		for _, kind := range []struct{ name, number string }{{"GS1-DataMatrix", "71"}, {"GS1-QR", "58"}, {"GS1-128", "16"}, {"DataBar-Expanded", "31"}, {"DataBar-Expanded-Stacked", "81"}} {
			for i, text := range messages {
				out := filepath.Join(dir, fmt.Sprintf("zint-%s-%d.png", kind.name, i))
				ask(t, "", "zint", "-b", kind.number, "--gs1", "--scale=2", "--whitesp=12", "--vwhitesp=12", "--notext", "-o", out, "-d", bracketed(t, text, "[", "]"))
			}
			read("zint's "+kind.name, "zint-"+kind.name)
		}
	}
	if !node(modules) {
		return
	}
	for _, bcid := range []string{"gs1datamatrix", "gs1qrcode", "gs1-128", "databarexpanded", "databarexpandedstacked"} {
		var order bytes.Buffer
		for i, text := range messages {
			line, err := json.Marshal(map[string]string{
				"bcid": bcid, "text": bracketed(t, text, "(", ")"), "out": filepath.Join(dir, fmt.Sprintf("bwip-%s-%d.png", bcid, i)),
			})
			if err != nil {
				t.Fatal(err)
			}
			order.Write(append(line, '\n'))
		}
		ask(t, order.String(), "node", "../../tools/scan-peers.mjs", modules, "draw")
		read("bwip-js's "+bcid, "bwip-"+bcid)
	}
}

func peerFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ENDCAP_SCAN_PEERS")
	if dir == "" {
		t.Skip("other readers and writers are not asked: run make scan-peers")
	}
	return dir
}

// node reports whether the modules of npm are there.
func node(modules string) bool {
	_, err := os.Stat(filepath.Join(modules, "whole"))
	return err == nil
}

// ask returns the lines that a program answers.
func ask(t *testing.T, in, name string, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = strings.NewReader(in)
	var fault bytes.Buffer
	cmd.Stderr = &fault
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		t.Fatalf("%s %v: %v %s", name, args[:min(6, len(args))], err, fault.String())
	}
	return strings.Split(strings.TrimRight(string(out), "\n"), "\n")
}

// report fails when anything was not read.
func report(t *testing.T, what string, right int) {
	t.Helper()
	t.Logf("%s: %d of %d", what, right, peerCount)
	if right != peerCount {
		t.Errorf("%s: %d of %d", what, right, peerCount)
	}
}

func save(t *testing.T, path string, pic image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, pic); err != nil {
		t.Fatal(err)
	}
}
