package screen

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// finger is a script that a test adds to the page. It does what a shopper
// does and waits until the page shows it. The page counts as loaded, and is
// dumped, when the script has ended.
func finger(h http.Handler, script string) http.Handler {
	ended := make(chan struct{}, 1)
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.HandleFunc("GET /finger.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, `const until = async (so) => { while (!so()) await new Promise((r) => setTimeout(r, 20)); };
const press = async () => {`+script+`};
document.documentElement.dataset.finger = await press().then(() => "done", String);
await fetch("/ended");`)
	})
	mux.HandleFunc("GET /ended", func(http.ResponseWriter, *http.Request) { ended <- struct{}{} })
	mux.HandleFunc("GET /hold.js", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-ended:
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	})
	for _, path := range []string{"GET /{$}", "GET /pay"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			page := httptest.NewRecorder()
			h.ServeHTTP(page, r)
			maps.Copy(w.Header(), page.Header())
			_, _ = io.WriteString(w, strings.Replace(page.Body.String(), "</head>",
				`<script type="module" src="/finger.js"></script><script async src="/hold.js"></script></head>`, 1))
		})
	}
	return mux
}

// browse opens a page in a real browser and returns what it has become.
func browse(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium is installed, so no browser has looked at the page")
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
		"--user-data-dir="+t.TempDir(), "--dump-dom", s.URL+path)
	cmd.WaitDelay = time.Second
	dom, err := cmd.Output()
	if err != nil {
		t.Skipf("chromium does not run here: %v", err)
	}
	s.CloseClientConnections()
	return string(dom)
}

func TestBrowser_RemovesAndFollowsTheDeviceWithoutLoadingAgain(t *testing.T) {
	c := newFakeCart(groceries())
	dom := browse(t, finger(Cart(c, Options{Name: "cart-07"}), `
const total = () => document.querySelector("#sum .figure").textContent;
const milk = document.querySelector("#line-4");
await until(() => total().startsWith("25.70"));
document.querySelector("#line-6 button").click();
await until(() => total().startsWith("23.21"));
document.querySelector("#line-5 button").click(); // the finger, still there: another line has moved under it
document.querySelector("#line-4 button").focus();
const kept = document.activeElement;
await fetch("/remove", { method: "POST", body: new URLSearchParams({ basket: "cart-07-000012", line: "4", quantity: "1" }) }); // as if another did it
await until(() => total().startsWith("21.72"));
if (document.querySelector("#line-4") !== milk) throw "the line was drawn anew";
if (document.activeElement !== kept) throw "the focus was lost";
`), "/")
	for _, want := range []string{`data-finger="done"`, `data-link="live"`, "21.72&nbsp;€", "Put back: Whole milk", "<title>21.72&nbsp;€, your basket"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(dom, "line-6") {
		t.Error("the line is still there")
	}
	if got := c.View().Total; got != eur(2172) {
		t.Errorf("got a total of %s, want 21.72 EUR", got)
	}
	if t.Failed() {
		t.Log(dom)
	}
}

func TestBrowser_TheLineScannedAgainComesFirstAndNothingElseLosesTheFocus(t *testing.T) {
	c := newFakeCart(groceries())
	mux := http.NewServeMux()
	mux.Handle("/", finger(Cart(c, Options{}), `
const lines = () => [...document.querySelectorAll(".lines > li")].map((l) => l.id.slice(5)).join("");
const held = document.querySelector("#line-5 button");
await until(() => lines() === "46521" && document.documentElement.dataset.link === "live");
held.focus();
for (const [scanned, want] of [["1", "16542"], ["6", "65421"]]) {
  await fetch("/scan", { method: "POST", body: scanned });
  await until(() => lines() === want);
  if (!document.querySelector("#line-" + scanned).matches(".first")) throw "it is not highlighted";
  if (document.querySelectorAll(".first").length !== 1) throw "another is highlighted too";
  if (document.activeElement !== held) throw "the focus was lost";
}
`))
	mux.HandleFunc("POST /scan", func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		v := c.View()
		v.Lines = slices.Clone(v.Lines)
		for i := range v.Lines {
			if l := &v.Lines[i]; fmt.Sprint(l.Number) == string(b) {
				l.Quantity++
				v.Newest = l.Number
			}
		}
		c.Set(summed(v))
	})
	if dom := browse(t, mux, "/"); !strings.Contains(dom, `data-finger="done"`) {
		t.Errorf("got %s", dom)
	}
}

func TestBrowser_PressingPayTwicePaysOnce(t *testing.T) {
	c := newFakeCart(groceries())
	dom := browse(t, finger(Cart(c, Options{Name: "cart-07"}), `
const pay = document.querySelector("#confirm form button");
pay.click();
pay.click();
await until(() => document.querySelector("#paid"));
if (location.pathname !== "/") throw "still at " + location.pathname;
`), "/pay")
	if !strings.Contains(dom, `data-finger="done"`) || !strings.Contains(dom, "Thank you!") {
		t.Errorf("got %s", dom)
	}
	if c.paid != 1 {
		t.Errorf("got %d payments, want 1", c.paid)
	}
}
