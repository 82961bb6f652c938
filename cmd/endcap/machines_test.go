package main

import (
	"debug/elf"
	"encoding/json"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

// TestBinaries_RunOnEveryMachine builds endcap for its three machines, proves
// that each binary is static, and lets it read a picture, the foreign ones
// under user-mode emulation.
func TestBinaries_RunOnEveryMachine(t *testing.T) {
	dir := t.TempDir()
	picture := filepath.Join(dir, "milk.png")
	drawTo(t, picture)
	for _, m := range []struct{ arch, goarch, emulator string }{
		{"amd64", "amd64", "qemu-x86_64-static"}, {"arm64", "arm64", "qemu-aarch64-static"}, {"armv7", "arm", "qemu-arm-static"},
	} {
		t.Run(m.arch, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(dir, "endcap-"+m.arch)
			build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w -buildid= -X main.version=test", "-o", file, ".")
			build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+m.goarch, "GOARM=7")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			static(t, file)
			run := []string{file}
			if m.goarch != runtime.GOARCH {
				if _, err := exec.LookPath(m.emulator); err != nil {
					t.Skipf("%s is not installed (Debian: qemu-user-static), so the binary is not run", m.emulator)
				}
				run = []string{m.emulator, file}
			}
			var v struct{ Version, System string }
			readJSON(t, &v, append(run, "version", "--json"))
			if v.Version != "test" || v.System != "linux/"+m.goarch {
				t.Errorf("version says %+v", v)
			}
			out, err := exec.Command(run[0], append(run[1:], "scan", "--json", picture)...).Output()
			if err != nil || !strings.Contains(string(out), "09520001100376") || !strings.Contains(string(out), `"L1"`) {
				t.Errorf("scan says %s (%v), want the product and its lot", out, err)
			}
		})
	}
}

func drawTo(t *testing.T, file string) {
	t.Helper()
	code, err := write.QR(gs1.Link("https://id.example.com", gs1.Item{GTIN: 9520001100376, Lot: "L1"}))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, scene.Picture(code, scene.Options{Width: 320, Height: 240, Module: 4, Noise: 3})); err != nil {
		t.Fatal(err)
	}
}

// static fails when a binary asks for a loader or a library.
func static(t *testing.T, file string) {
	t.Helper()
	f, err := elf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("%s is not static: it has a segment %s", file, p.Type)
		}
	}
}

func readJSON(t *testing.T, to any, command []string) {
	t.Helper()
	out, err := exec.Command(command[0], command[1:]...).Output()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	if err := json.Unmarshal(out, to); err != nil {
		t.Fatalf("%v says %s: %v", command, out, err)
	}
}
