package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

// TestStories runs the stories in testdata/script: whole programs, real files,
// a real broker. Besides testscript's own commands they have
//
//	picture FILE.png ean|qr|gs1-128 DATA    draws what a camera would see
//	ready LOG                               waits for "ready"; sets $NAME_screen and $NAME_diag
//	await URL REGEXP                        asks a page until it says so
//	press URL KEY=VALUE...                  presses a button of a page
//
// and those of faults, in the file beside this one.
func TestStories(t *testing.T) {
	hq, commands := built(t, "endcap-hq"), faults()
	maps.Copy(commands, map[string]func(*testscript.TestScript, bool, []string){
		"picture": picture, "ready": ready, "await": await, "press": press,
	})
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", WorkdirRoot: t.TempDir(), RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", strings.Join([]string{filepath.Dir(hq), e.Getenv("PATH"), "/usr/sbin"}, string(os.PathListSeparator)))
			return nil
		},
		Cmds: commands, Condition: condition(t.TempDir()),
	})
}

func picture(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: picture FILE.png ean|qr|gs1-128 DATA")
	}
	img, err := symbol(args[1], args[2])
	ts.Check(err)
	seen := scene.Picture(img, scene.Options{Width: 960, Module: 3, Noise: 3, Blur: 0.5, Turn: 1, Seed: 7})
	tmp := filepath.Join(ts.Getenv("WORK"), ".picture.tmp")
	f, err := os.Create(tmp)
	ts.Check(err)
	ts.Check(png.Encode(f, seen))
	ts.Check(f.Close())
	ts.Check(os.Rename(tmp, ts.MkAbs(args[0])))
}

func symbol(kind, data string) (image.Image, error) {
	switch kind {
	case "ean":
		g, err := gs1.ParseGTIN(data)
		if err != nil {
			return nil, err
		}
		return write.EAN(g)
	case "qr":
		return write.QR(data)
	case "gs1-128":
		return write.GS1128(strings.ReplaceAll(data, "<GS>", "\x1d"))
	default:
		return nil, fmt.Errorf("no way to draw a %q", kind)
	}
}

func ready(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	name := strings.TrimSuffix(filepath.Base(file), ".log")
	var text []byte
	for range 600 {
		text, _ = os.ReadFile(file) // not there yet
		for line := range strings.SplitSeq(string(text), "\n") {
			var l struct{ Msg, Screen, Diag, Broker string }
			if json.Unmarshal([]byte(line), &l) == nil && (l.Msg == "ready" || l.Broker != "") {
				ts.Setenv(name+"_screen", l.Screen)
				ts.Setenv(name+"_diag", l.Diag)
				return
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("%s never said that it is ready:\n%s", name, text)
}

func await(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: await URL REGEXP")
	}
	want := regexp.MustCompile(args[1])
	body := ""
	for range 1200 { // a price book is tried again after 15 s
		body = fetch(args[0])
		if want.MatchString(body) != neg {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("%s never said %s; it says\n%s", args[0], args[1], body)
}

func fetch(page string) string {
	c := http.Client{Timeout: time.Minute}
	r, err := c.Get(page)
	if err != nil {
		return err.Error()
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func press(ts *testscript.TestScript, refused bool, args []string) {
	form := url.Values{}
	for _, pair := range args[1:] {
		k, v, _ := strings.Cut(pair, "=")
		form.Set(k, v)
	}
	r, err := http.NewRequest(http.MethodPost, args[0], strings.NewReader(form.Encode()))
	ts.Check(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	c := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := c.Do(r)
	ts.Check(err)
	ts.Check(answer.Body.Close())
	if refused != (answer.StatusCode >= http.StatusBadRequest) {
		ts.Fatalf("%s answers %s", args[0], answer.Status)
	}
}
