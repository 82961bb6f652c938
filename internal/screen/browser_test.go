package screen

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestBrowser has one browser for all that is asked of a real one.
func TestBrowser(t *testing.T) {
	c := openChromium(t)
	t.Run("RemovesAndFollowsTheDeviceWithoutLoadingAgain", c.follows)
	t.Run("TheLineScannedAgainComesFirstAndNothingElseLosesTheFocus", c.keepsFocus)
	t.Run("PressingPayTwicePaysOnce", c.paysOnce)
	t.Run("HostileTextsRunNothing", c.runsNothing)
	t.Run("IsLedFromTheLinkToTheWarning", c.isWarned)
}

func (c *chromium) follows(t *testing.T) {
	cart := newFakeCart(groceries())
	dom := c.browse(t, Cart(cart, Options{Name: "cart-07"}), "/", `
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
`)
	for _, want := range []string{`data-link="live"`, "21.72&nbsp;€", "Put back: Whole milk", "<title>21.72&nbsp;€, your basket"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(dom, "line-6") {
		t.Error("the line is still there")
	}
	if got := cart.View().Total; got != eur(2172) {
		t.Errorf("got a total of %s, want 21.72 EUR", got)
	}
	if t.Failed() {
		t.Log(dom)
	}
}

func (c *chromium) keepsFocus(t *testing.T) {
	cart := newFakeCart(groceries())
	mux := http.NewServeMux()
	mux.Handle("/", Cart(cart, Options{}))
	mux.HandleFunc("POST /scan", func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		v := cart.View()
		v.Lines = slices.Clone(v.Lines)
		for i := range v.Lines {
			if l := &v.Lines[i]; fmt.Sprint(l.Number) == string(b) {
				l.Quantity++
				v.Newest = l.Number
			}
		}
		cart.Set(summed(v))
	})
	c.browse(t, mux, "/", `
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
`)
}

func (c *chromium) paysOnce(t *testing.T) {
	cart := newFakeCart(groceries())
	dom := c.browse(t, Cart(cart, Options{Name: "cart-07"}), "/pay", `
const pay = document.querySelector("#confirm form button");
pay.click();
pay.click();
await until(() => document.querySelector("#paid"));
if (location.pathname !== "/") throw "still at " + location.pathname;
`)
	if !strings.Contains(dom, "Thank you!") {
		t.Errorf("got %s", dom)
	}
	if cart.paid != 1 {
		t.Errorf("got %d payments, want 1", cart.paid)
	}
}

func (c *chromium) runsNothing(t *testing.T) {
	dom := c.browse(t, sellGoods(hostileGoods()), hostilePages[0], "")
	if strings.Contains(dom, "data-harmed") || !strings.Contains(dom, "Product number") {
		t.Errorf("got %s", dom)
	}
}

func (c *chromium) isWarned(t *testing.T) {
	dom := c.browse(t, sellGoods(newFakeGoods()), "/01/09501101530003/10/B1?17=270301", "")
	for _, want := range []string{"<title>Recalled: Whole milk", "Do not drink it.", `href="/p/09501101530003/B1?17=270301"`} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page lacks %q: %s", want, dom)
		}
	}
}
