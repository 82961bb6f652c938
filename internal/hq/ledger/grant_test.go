package ledger

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/sync/wire"
)

var eur = money.Currency{'E', 'U', 'R'}

// calls has a cart say hello with a book of grants.
func (l *Ledger) calls(t testing.TB, device, book string, session, command uint64) wire.Address {
	t.Helper()
	h := hello(inc, session)
	h.Quotas, h.Command = book, command
	a := wire.Address{Tenant: "demo", Store: "berlin-1", Device: device}
	if _, _, err := l.Hello(t.Context(), a, h, noon); err != nil {
		t.Fatal(err)
	}
	return a
}

// soup shares so much of the budget of an offer.
func soup(part money.Percent) Sharing {
	return Sharing{Tenant: "demo", Store: "berlin-1", Offer: "soup", Part: part, Until: noon.AddDate(0, 0, 7), For: time.Hour}
}

// sent is what a device is told to do next.
func (l *Ledger) sent(t testing.TB, a wire.Address) (c Command, g wire.Granted) {
	t.Helper()
	due, _, err := l.Waiting(t.Context(), a, noon)
	if err != nil || len(due) == 0 {
		t.Fatalf("nothing is to be sent: %v", err)
	}
	c = due[len(due)-1]
	if err := json.Unmarshal(c.Args, &g); err != nil {
		t.Fatal(err)
	}
	return c, g
}

// tells has a device tell of things in a stream, beginning with number seq.
func (l *Ledger) tells(t testing.TB, a wire.Address, stream wire.Stream, seq uint64, events ...wire.Event) (bad []uint64) {
	t.Helper()
	for i := range events {
		events[i].Seq = seq + uint64(i)
	}
	_, bad = l.mustAppend(t, wire.Batch{From: a, Stream: stream, Incarnation: inc, Events: events})
	return bad
}

func (l *Ledger) wantUsage(t testing.TB, offer string, granted, redeemed wire.Taken) {
	t.Helper()
	u, err := l.Usage(t.Context(), "demo", offer)
	if err != nil || u.Granted != granted || u.Redeemed != redeemed {
		t.Errorf("%+v, %v, want %+v granted and %+v redeemed", u, err, granted, redeemed)
	}
}

func TestGrant_SplitsABudgetAndNeverMore(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		if _, err := l.Grant(t.Context(), soup(money.Whole), noon); !errors.Is(err, ErrNoBook) {
			t.Errorf("to nobody: got %v, want ErrNoBook", err)
		}
		a, b := l.calls(t, "cart-07", "aaaa", 1, 0), l.calls(t, "cart-08", "bbbb", 1, 0)
		l.calls(t, "cart-09", "", 1, 0) // of an older program
		o := soup(money.Whole / 2)
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("of no budget: got %v, want ErrBudget", err)
		}
		o.Budget = &Budget{Uses: 10, Money: money.New(1001, eur)}
		given, err := l.Grant(t.Context(), o, noon)
		if err != nil || len(given) != 2 || given[0].Device != "cart-07" || given[0].Grant.Uses != 3 || given[1].Grant.Uses != 2 || given[0].Grant.Money != money.New(250, eur) {
			t.Fatalf("got %+v, %v", given, err)
		}
		for i, at := range []wire.Address{a, b} {
			c, g := l.sent(t, at)
			if g.Book != []string{"aaaa", "bbbb"}[i] || g.Grant != given[i].Grant || g.Grant.ID != c.ID || c.Kind != wire.Granting {
				t.Errorf("%s is sent %+v of %+v", at.Device, g, given[i])
			}
		}
		o.Budget = &Budget{Uses: 4, Money: money.New(1001, eur)}
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("a budget below what is granted: got %v, want ErrBudget", err)
		}
		o.Budget, o.Part = nil, money.Whole
		if given, err = l.Grant(t.Context(), o, noon); err != nil || len(given) != 2 || given[0].Grant.Uses+given[1].Grant.Uses != 5 {
			t.Errorf("the rest: %+v, %v", given, err)
		}
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("more than all: got %v, want ErrBudget", err)
		}
		l.wantUsage(t, "soup", wire.Taken{Uses: 10, Money: 1001}, wire.Taken{})
		all, err := l.Grants(t.Context(), "demo", "", "soup", "")
		if err != nil || len(all) != 4 || all[3].Grant != (quota.Grant{ID: all[3].Grant.ID, Offer: "soup", Uses: 3, Money: money.New(250, eur), Until: noon.AddDate(0, 0, 7)}) {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestGrant_ComesBackOnlyWhenItIsProven(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		a := l.calls(t, "cart-07", "aaaa", 1, 0)
		o := soup(money.Whole)
		o.Budget = &Budget{Uses: 10}
		given, err := l.Grant(t.Context(), o, noon)
		if err != nil {
			t.Fatal(err)
		}
		// The device says that it did not take it, but it is not the same book any more.
		l.tells(t, a, wire.Control, 1, wire.NewEvent(wire.CommandDone, noon, wire.CommandResult{ID: given[0].Grant.ID, Number: 1, Kind: wire.Granting, Outcome: wire.Failed}))
		l.calls(t, "cart-07", "cccc", 2, 1)
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("after its book was lost: got %v, want ErrBudget", err)
		}
		l.calls(t, "cart-07", "aaaa", 3, 0)
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("while it may be taken yet: got %v, want ErrBudget", err)
		}
		l.calls(t, "cart-07", "aaaa", 4, 1)
		if given, err = l.Grant(t.Context(), o, noon); err != nil || given[0].Grant.Uses != 10 {
			t.Fatalf("after it was never taken: %+v, %v", given, err)
		}
		if n, err := l.TakeBack(t.Context(), o, noon); err != nil || n != 1 {
			t.Fatalf("%d grants are taken back, %v", n, err)
		}
		c, g := l.sent(t, a)
		if g.End != given[0].Grant.ID || g.Grant != (quota.Grant{}) {
			t.Fatalf("sent %+v", g)
		}
		l.wantUsage(t, "soup", wire.Taken{Uses: 10}, wire.Taken{})
		l.tells(t, a, wire.Control, 2,
			wire.NewEvent(wire.CommandDone, noon, wire.CommandResult{ID: c.ID, Number: c.Number, Kind: wire.Granting, Outcome: wire.Done, Text: `{"uses":4,"money":0,"points":0}`}),
			wire.NewEvent(wire.CommandDone, noon, wire.CommandResult{ID: c.ID, Number: c.Number, Kind: wire.Granting, Outcome: wire.Done, Text: `{"uses":1,"money":0,"points":0}`}))
		l.wantUsage(t, "soup", wire.Taken{Uses: 4}, wire.Taken{})
		if given, err = l.Grant(t.Context(), o, noon); err != nil || given[0].Grant.Uses != 6 {
			t.Errorf("what came back: %+v, %v", given, err)
		}
	})
}

func TestGrant_OfCouponsIsOnceForEver(t *testing.T) {
	l := openTemp(t)
	l.calls(t, "cart-07", "aaaa", 1, 0)
	l.calls(t, "cart-08", "bbbb", 1, 0)
	o := soup(money.Whole)
	o.Serials = quota.Serials{From: 1, To: 5}
	given, err := l.Grant(t.Context(), o, noon)
	if err != nil || len(given) != 2 || given[0].Grant.Serials != (quota.Serials{From: 1, To: 3}) || given[1].Grant.Serials != (quota.Serials{From: 4, To: 5}) {
		t.Fatalf("%+v, %v", given, err)
	}
	for _, again := range []quota.Serials{{From: 5, To: 9}, {From: 1, To: 1}, {From: 0, To: 3}, {From: 9, To: 8}} {
		o.Serials = again
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("coupons %v: got %v, want ErrBudget", again, err)
		}
	}
	o.Serials = quota.Serials{From: 6, To: 6} // one device gets none
	if given, err = l.Grant(t.Context(), o, noon); err != nil || len(given) != 1 {
		t.Errorf("%+v, %v", given, err)
	}
	o.Serials, o.Budget = quota.Serials{}, &Budget{Uses: 3}
	if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
		t.Errorf("a budget that does not bound the coupons that are out: got %v, want ErrBudget", err)
	}
}

func TestTakeBack_ReachesGrantsBehindAThousandThatAreClosed(t *testing.T) {
	l := openTemp(t)
	a := l.calls(t, "cart-07", "aaaa", 1, 0)
	o := soup(money.Whole)
	o.Budget = &Budget{Uses: 1}
	old, err := l.Grant(t.Context(), o, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.update(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `WITH RECURSIVE i(k) AS (SELECT 1 UNION ALL SELECT k+1 FROM i WHERE k<1001)
			INSERT INTO commands (device, number, id, kind, args, issued, expires, fresh, state, changed) SELECT device, number+k, id||k, kind, args, issued, expires, fresh, state, changed FROM commands, i`)
		if err == nil {
			_, err = tx.ExecContext(t.Context(), `INSERT INTO grants (id, device, book, tenant, offer, account, uses, money, points, first, last, until, closed)
				SELECT c.id, g.device, book, tenant, offer, account, uses, money, points, first, last, until, 1 FROM grants g, commands c WHERE c.id<>g.id`)
		}
		if err == nil {
			_, err = tx.ExecContext(t.Context(), "UPDATE devices SET command=1002")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n, err := l.TakeBack(t.Context(), o, noon); n != 1 || err != nil {
		t.Fatalf("%d grants are taken back, %v", n, err)
	}
	all, err := l.Commands(t.Context(), a)
	if err != nil || !strings.Contains(string(all[0].Args), old[0].Grant.ID) {
		t.Errorf("%s, %v", all[0].Args, err)
	}
}

func TestPoints_ArePostedOnceAndBalance(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		a := l.calls(t, "cart-07", "aaaa", 1, 0)
		post := func(e points.Entry) wire.Event { return wire.NewEvent(wire.PointsPosted, noon, e) }
		earned, burned := points.Earned("b-1", "five", "7", 0, 50, noon), points.Burned("b-2", "pay", "7", 0, 20, noon)
		other := earned
		other.Points = 51
		if bad := l.tells(t, a, wire.Money, 1, post(earned), post(earned), post(burned), post(other), post(points.Entry{ID: "x"})); len(bad) != 2 || bad[0] != 4 || bad[1] != 5 {
			t.Errorf("dead letters %d, want 4 and 5", bad)
		}
		l.tells(t, a, wire.Money, 1, post(earned), post(earned), post(burned)) // again
		if bad := l.tells(t, a, wire.Money, 6, post(other)); len(bad) != 1 {
			t.Errorf("another of the same ID is taken")
		}
		for account, want := range map[string]int64{"member/7": 30, "issue/five": -50, "burn/pay": 20, "member/8": 0} {
			if n, err := l.Points(t.Context(), "demo", account); n != want || err != nil {
				t.Errorf("%s has %d points, %v, want %d", account, n, err, want)
			}
		}
		all, err := l.Posted(t.Context(), "demo", "member/7", 0)
		if n, sum := points.Balance(all, "member/7"); len(all) != 2 || err != nil || n != 30 || sum != nil {
			t.Errorf("%+v, %v: %d", all, err, n)
		}
		for range 2 {
			back, err := l.ReversePoints(t.Context(), "demo", earned.ID, noon.Add(time.Hour))
			if err != nil || back.Points != 50 || back.From != "member/7" {
				t.Errorf("taken back by %+v, %v", back, err)
			}
		}
		if n, _ := l.Points(t.Context(), "demo", "member/7"); n != -20 {
			t.Errorf("%d points after it was taken back, want -20", n)
		}
		if _, err := l.ReversePoints(t.Context(), "demo", "none", noon); !errors.Is(err, ErrNoEntry) {
			t.Errorf("got %v, want ErrNoEntry", err)
		}
	})
}

func TestGrant_OfPointsIsWhatTheAccountHolds(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		a := l.calls(t, "cart-07", "aaaa", 1, 0)
		l.tells(t, a, wire.Money, 1, wire.NewEvent(wire.PointsPosted, noon, points.Earned("b-1", "five", "7", 0, 50, noon)))
		o := soup(money.Whole)
		o.Offer, o.Account, o.Points = "", "member/7", 30
		if given, err := l.Grant(t.Context(), o, noon); err != nil || len(given) != 1 || given[0].Grant.Points != 30 || given[0].Grant.Account != "member/7" {
			t.Fatalf("%+v, %v", given, err)
		}
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("past the balance: got %v, want ErrBudget", err)
		}
		l.tells(t, a, wire.Money, 2, wire.NewEvent(wire.PointsPosted, noon, points.Burned("b-2", "pay", "7", 0, 30, noon)))
		o.Points = 20
		if given, err := l.Grant(t.Context(), o, noon); err != nil || len(given) != 1 {
			t.Errorf("the rest, after the first were burned: %+v, %v", given, err)
		}
		o.Points = 1
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrBudget) {
			t.Errorf("one more: got %v, want ErrBudget", err)
		}
	})
}

// zeros is a poor source of randomness.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestWin_IsDrawnBySeedsAndAuditedByItsSecret(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		a := l.calls(t, "cart-07", "aaaa", 1, 0)
		if _, err := l.PublishWin(t.Context(), "demo", "soup", noon); !errors.Is(err, ErrNoWin) {
			t.Errorf("of none: got %v, want ErrNoWin", err)
		}
		w, err := l.NewWin(t.Context(), "demo", "soup", play.Million/2, zeros{})
		if err != nil || w.Master != nil || w.Commit != (play.Secret{}).Commit() {
			t.Fatalf("%+v, %v", w, err)
		}
		if _, err := l.NewWin(t.Context(), "demo", "soup", 1, zeros{}); !errors.Is(err, ErrWinExists) {
			t.Errorf("twice: got %v, want ErrWinExists", err)
		}
		o := soup(money.Whole / 2)
		o.Budget = &Budget{Uses: 10}
		given, err := l.Grant(t.Context(), o, noon)
		if err != nil || given[0].Grant.Seed != (play.Secret{}) {
			t.Fatalf("%+v, %v: a seed is shown", given, err)
		}
		_, g := l.sent(t, a)
		if g.Grant.Seed != (play.Secret{}).Seed("soup", "cart-07") {
			t.Error("the grant that is sent has no seed, or another one")
		}
		if all, err := l.Commands(t.Context(), a); err != nil || len(all) != 1 || strings.Contains(string(all[0].Args), "seed") || !strings.Contains(string(all[0].Args), "soup") {
			t.Errorf("%v shows %s", err, all[0].Args)
		}
		var told []wire.Event
		for _, basket := range []string{"b-1", "b-2", "b-3", "b-4"} {
			d := wire.Draw{Offer: "soup", Drawn: play.Drawn{Device: "cart-07", Basket: basket, Won: w.Draw(g.Grant.Seed, basket)}}
			told = append(told, wire.NewEvent(wire.DrawMade, noon, d))
		}
		told = append(told, wire.NewEvent(wire.DrawMade, noon, wire.Draw{Offer: "other", Drawn: play.Drawn{Device: "cart-07", Basket: "b-1", Won: true}}))
		l.tells(t, a, wire.Money, 1, told...)
		if n, faults, err := l.AuditWin(t.Context(), "demo", "soup"); n != 4 || len(faults) != 0 || err != nil {
			t.Errorf("%d draws, %+v, %v, want 4 good ones", n, faults, err)
		}
		forged := wire.Draw{Offer: "soup", Drawn: play.Drawn{Device: "cart-08", Basket: "b-9", Won: !w.Draw(play.Secret{}.Seed("soup", "cart-08"), "b-9")}}
		l.tells(t, a, wire.Money, 6, wire.NewEvent(wire.DrawMade, noon, forged))
		if n, faults, err := l.AuditWin(t.Context(), "demo", "soup"); n != 5 || len(faults) != 2 || err != nil {
			t.Errorf("%d draws, %+v, %v, want two things wrong with the last", n, faults, err)
		}
		if w, err = l.PublishWin(t.Context(), "demo", "soup", noon); err != nil || w.Master == nil || w.Master.Commit() != w.Commit || !w.Published.Equal(noon) {
			t.Errorf("%+v, %v", w, err)
		}
		if _, err := l.Grant(t.Context(), o, noon); !errors.Is(err, ErrPublished) {
			t.Errorf("after that: got %v, want ErrPublished", err)
		}
	})
}

func TestRedeemed_IsSummedOnce(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		a := l.calls(t, "cart-07", "aaaa", 1, 0)
		used := func(times, minor int64) wire.Event {
			return wire.NewEvent(wire.OfferRedeemed, noon, wire.Redemption{Basket: "b", Use: quota.Use{Offer: "soup", Times: times, Money: money.New(minor, eur)}})
		}
		for range 2 {
			if bad := l.tells(t, a, wire.Money, 1, used(2, 180), used(1, 90), used(-1, 0)); len(bad) != 1 {
				t.Errorf("dead letters %d, want the third", bad)
			}
		}
		l.wantUsage(t, "soup", wire.Taken{}, wire.Taken{Uses: 3, Money: 270})
	})
}
