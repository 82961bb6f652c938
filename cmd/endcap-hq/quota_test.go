package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq/ledger"
	"endcap/offers/play"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/sync/wire"
)

// called makes a ledger that two carts have called, and returns its folder
// and what tells it more of cart-07.
func called(t *testing.T) (dir string, tell func(first uint64, events ...wire.Event)) {
	t.Helper()
	dir = t.TempDir()
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const inc = "0123456789abcdef"
	for _, device := range []string{"cart-07", "cart-08"} {
		h := wire.Hello{Incarnation: inc, Session: 1, Nonce: "0011223344556677", Role: "cart", Version: "test", Quotas: "00c0ffee00c0ffee"}
		if _, _, err := l.Hello(t.Context(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: device}, h, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func(first uint64, events ...wire.Event) {
		t.Helper()
		l, err := ledger.Open(t.Context(), ledger.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for i := range events {
			events[i].Seq = first + uint64(i)
		}
		b := wire.Batch{From: wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}, Stream: wire.Money, Incarnation: inc, Events: events}
		if _, bad, err := l.Append(t.Context(), b, time.Now()); err != nil || len(bad) > 0 {
			t.Fatal(bad, err)
		}
	}
}

// want runs a verb on a folder and looks for words in what it prints.
func want(t *testing.T, dir string, exit int, words string, args ...string) string {
	t.Helper()
	code, out, errs := run(t, append(args, "--dir", dir)...)
	if code != exit || !strings.Contains(out+errs, words) {
		t.Errorf("endcap-hq %s: %d %s%s\nwant %d and %q", strings.Join(args, " "), code, out, errs, exit, words)
	}
	return out
}

func TestQuota_GrantsTellsAndTakesBack(t *testing.T) {
	dir, tell := called(t)
	want(t, dir, cli.Misused, "name the store", "quota", "soup", "--uses", "10")
	want(t, dir, cli.Misused, "percentage", "quota", "soup", "--store", "berlin-1", "--share", "101")
	want(t, dir, cli.Misused, "FROM-TO", "quota", "soup", "--store", "berlin-1", "--serials", "many")
	want(t, dir, cli.Misused, "member/ID", "quota", "soup", "--store", "berlin-1", "--points", "10")
	want(t, dir, cli.Misused, "no device there", "quota", "soup", "--store", "hamburg-2", "--uses", "10")
	want(t, dir, cli.Wanting, "it has none yet", "quota", "soup", "--store", "berlin-1")
	var given []ledger.Granted
	out := want(t, dir, cli.Done, "cart-08", "quota", "soup", "--store", "berlin-1", "--uses", "10", "--money", "50.00 EUR", "--share", "50", "--json")
	if err := json.Unmarshal([]byte(out), &given); err != nil || len(given) != 2 || given[0].Grant.Uses != 3 || given[0].Grant.Money.String() != "12.50 EUR" {
		t.Errorf("granted %s: %v", out, err)
	}
	want(t, dir, cli.Done, "berlin-1/cart-07", "quota", "soup", "--store", "berlin-1", "--devices", "cart-07")
	want(t, dir, cli.Wanting, "too little is left", "quota", "soup", "--store", "berlin-1")
	want(t, dir, cli.Wanting, "granted already", "quota", "soup", "--store", "berlin-1", "--uses", "2", "--money", "50.00 EUR")
	tell(1, wire.NewEvent(wire.OfferRedeemed, time.Now(), wire.Redemption{Basket: "b", Use: quota.Use{Offer: "soup", Times: 2}}))
	out = want(t, dir, cli.Done, "redeemed  2 uses", "quota", "soup")
	if !strings.Contains(out, "budget    10 uses, 50.00 EUR\ngranted   10 uses, 50.00 EUR\n") {
		t.Errorf("got %s", out)
	}
	want(t, dir, cli.Done, "3 grants are taken back", "quota", "soup", "--back")
	want(t, dir, cli.Done, "coupons 1 to 3", "quota", "vouchers", "--store", "berlin-1", "--serials", "1-6")
}

func TestPoints_AreToldGrantedAndTakenBack(t *testing.T) {
	dir, tell := called(t)
	e := points.Earned("cart-07-000001.0123456789abcdef", "five", "8e5c", 0, 50, time.Now())
	tell(1, wire.NewEvent(wire.PointsPosted, time.Now(), e))
	want(t, dir, cli.Done, "50 points", "points", "balance", "member/8e5c")
	want(t, dir, cli.Done, e.ID, "points", "entries", "issue/five")
	want(t, dir, cli.Wanting, "50 points are left", "quota", "member/8e5c", "--store", "berlin-1", "--points", "51")
	want(t, dir, cli.Misused, "member/ID", "quota", "member/8e5c", "--store", "berlin-1", "--uses", "51")
	want(t, dir, cli.Done, "20 points", "quota", "member/8e5c", "--store", "berlin-1", "--points", "40")
	want(t, dir, cli.Done, "/back", "points", "reverse", e.ID)
	want(t, dir, cli.Done, "0 points", "points", "balance", "member/8e5c")
	want(t, dir, cli.Misused, "no such entry", "points", "reverse", "none")
	want(t, dir, cli.Misused, "points", "points", "reverse", e.ID+"/back")
}

func TestWins_AreMadeToldAndAudited(t *testing.T) {
	dir, tell := called(t)
	want(t, dir, cli.Misused, "make one first", "wins", "audit", "lucky")
	want(t, dir, cli.Misused, "instant win", "wins", "new", "lucky", "--chance", "2000000")
	want(t, dir, cli.Done, `"win": {"commit":`, "wins", "new", "lucky", "--chance", "1000000")
	want(t, dir, cli.Misused, "already", "wins", "new", "lucky", "--chance", "1000000")
	if out := want(t, dir, cli.Done, "cart-07", "quota", "lucky", "--store", "berlin-1", "--uses", "4", "--json"); strings.Contains(out, "seed") {
		t.Errorf("a seed is shown: %s", out)
	}
	draw := func(basket string, won bool) wire.Event {
		return wire.NewEvent(wire.DrawMade, time.Now(), wire.Draw{Offer: "lucky", Drawn: play.Drawn{Device: "cart-07", Basket: basket, Won: won}})
	}
	tell(1, draw("b-1", true), draw("b-2", true))
	want(t, dir, cli.Done, "2 draws, 0 of them", "wins", "audit", "lucky")
	tell(3, draw("b-3", false))
	want(t, dir, cli.Wanting, "b-3 of cart-07: the draw wins, but nothing was given", "wins", "audit", "lucky")
	want(t, dir, cli.Done, "master ", "wins", "publish", "lucky")
	want(t, dir, cli.Wanting, "published", "quota", "lucky", "--store", "berlin-1", "--uses", "8")
}
