package node

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"endcap/configs"
	"endcap/device/board"
	"endcap/internal/store"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/sync/command"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// shelfRole is a role with a light, labels and goods.
type shelfRole struct {
	fakeRole
	lit            time.Duration
	drawn, counted int
}

func (r *shelfRole) Recount(context.Context) error { r.counted++; return nil }

func (r *shelfRole) Locate(_ string, lit time.Duration) error { r.lit = lit; return nil }
func (r *shelfRole) Redraw(context.Context) error             { r.drawn++; return nil }

// ordered has a device do commands, one for each kind and its arguments, and
// returns what it tells of each.
func ordered(t *testing.T, dir string, r role, orders ...[2]string) []wire.CommandResult {
	t.Helper()
	c := configs.Config{Tenant: "demo", Store: "harbour", Device: "shelf-1", Data: configs.Folder(dir)}
	st, err := store.Open(dir, store.Options{Address: address(c)})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	up := &uplink{keys: []ed25519.PublicKey{key.Public().(ed25519.PublicKey)}, orders: make(chan command.Order, command.Queue)}
	if up.Session, err = session.New(session.Options{Address: address(c), Brokers: []string{"none"}, Store: st}); err != nil {
		t.Fatal(err)
	}
	parts, err := board.Open(board.Options{Kind: "sim", Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer parts.Close()
	s := sight{config: c, board: parts, version: "test", started: time.Now(), store: st, uplink: up, clock: newWatch(time.Now(), nil), log: slog.New(slog.DiscardHandler)}
	duty := newDuty(s, r)
	for i, o := range orders {
		signed, err := wire.SignCommand(wire.Command{
			Tenant: "demo", Store: "harbour", Device: "shelf-1", ID: o[0], Number: uint64(i + 1), Nonce: "0011223344556677",
			Issued: time.Now(), Expires: time.Now().Add(time.Hour), Kind: o[0], Args: json.RawMessage(o[1]),
		}, key)
		if err != nil {
			t.Fatal(err)
		}
		up.orders <- command.Order{Signed: signed, Nonce: "0011223344556677"}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- duty.Run(ctx) }()
	for st.Commanded() < uint64(len(orders)) || intended(st) {
		if ctx.Err() != nil {
			t.Fatal("the commands are not done")
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	all, err := st.Results()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func intended(st *store.Store) bool {
	_, ok, err := st.Intent()
	return ok || err != nil
}

func TestOrders_AreDoneOrSayWhyNot(t *testing.T) {
	dir, r := t.TempDir(), &shelfRole{}
	got := ordered(t, dir, r,
		[2]string{"locate", `{"label":"A3-1","seconds":7}`}, [2]string{"locate", ""}, [2]string{"locate", `{"seconds":-1}`},
		[2]string{"locate", `{"colour":"red"}`}, [2]string{"redraw", ""}, [2]string{"backup", ""}, [2]string{"dance", ""}, [2]string{"report", ""})
	want := []wire.Outcome{wire.Done, wire.Done, wire.Failed, wire.Failed, wire.Done, wire.Done, wire.Refused, wire.Done}
	for i, o := range want {
		if got[i].Outcome != o {
			t.Errorf("got %+v, want %s", got[i], o)
		}
	}
	if r.lit != 30*time.Second || r.drawn != 1 {
		t.Errorf("lit for %s, drawn %d times", r.lit, r.drawn)
	}
	path, _, _ := strings.Cut(got[5].Text, ",")
	if _, err := os.Stat(path); err != nil || filepath.Dir(path) != filepath.Join(dir, "backup") {
		t.Errorf("the backup %q: %v", path, err)
	}
}

func TestOrders_ACountIsTakenOverAndToldToTheRole(t *testing.T) {
	dir, r := t.TempDir(), &shelfRole{}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := stock.Movement{GTIN: 96385074, Place: "A3-1", Quantity: 5, Cause: stock.Stocked, At: time.Now()}
	if err := st.Do(t.Context(), journal.Step{Moves: []stock.Movement{m, m}}); err != nil {
		t.Fatal(err)
	}
	inc := st.Incarnation()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	args := func(upto int) string {
		return fmt.Sprintf(`{"gtin":"00000096385074","place":"A3-1","quantity":40,"at":"2026-11-22T12:00:00Z","inc":%q,"upto":%d}`, inc, upto)
	}
	got := ordered(t, dir, r, [2]string{"count", args(1)}, [2]string{"count", args(9)}, [2]string{"count", `{}`})
	want := []string{"done: 45 are on hand, not 10", "failed: ", "failed: "}
	for i, w := range want {
		if s := fmt.Sprintf("%s: %s", got[i].Outcome, got[i].Text); !strings.HasPrefix(s, w) {
			t.Errorf("got %q, want %q", s, w)
		}
	}
	if r.counted != 1 {
		t.Errorf("the role was told %d times, want once", r.counted)
	}
}

// cartRole is a role with prices.
type cartRole struct {
	fakeRole
	set []string
}

func (r *cartRole) Override(_ context.Context, of string, line int, o basket.Override) error {
	r.set = append(r.set, fmt.Sprint(of, line, o))
	return nil
}

func (r *cartRole) Return(_ context.Context, of string, pieces []basket.Pieces, by, why string) error {
	r.set = append(r.set, fmt.Sprint(of, pieces, by, why))
	return nil
}

func TestOrders_APriceIsSetAndGoodsAreTakenBackForStaff(t *testing.T) {
	r := &cartRole{}
	got := ordered(t, t.TempDir(), r, [2]string{"override", `{"basket":"b","line":3,"price":100,"by":"staff 12","why":"dented"}`},
		[2]string{"override", `{"line":"3"}`}, [2]string{"redraw", ""},
		[2]string{"return", `{"basket":"b","pieces":[{"line":3,"quantity":1}],"by":"staff 12","why":"sour"}`}, [2]string{"return", `{"pieces":3}`})
	for i, o := range []wire.Outcome{wire.Done, wire.Failed, wire.Refused, wire.Done, wire.Failed} {
		if got[i].Outcome != o {
			t.Errorf("got %+v, want %s", got[i], o)
		}
	}
	if want := []string{"b3 {100 staff 12 dented}", "b[{3 1}]staff 12sour"}; !slices.Equal(r.set, want) {
		t.Errorf("got %q, want %q", r.set, want)
	}
}

func TestOrders_AGrantReachesTheStoreOnce(t *testing.T) {
	dir, c := t.TempDir(), wire.Address{Tenant: "demo", Store: "harbour", Device: "shelf-1"}
	st, err := store.Open(dir, store.Options{Address: c})
	if err != nil {
		t.Fatal(err)
	}
	name := st.QuotaBook()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	args := func(book, more string) string {
		return fmt.Sprintf(`{"book":%q,"grant":{"id":"soup/1","offer":"soup","uses":5,"until":"2100-01-01T00:00:00Z"%s}}`, book, more)
	}
	got := ordered(t, dir, &shelfRole{},
		[2]string{"quota", args(name, "")}, [2]string{"quota", args(name, "")}, [2]string{"quota", args("00c0ffee00c0ffee", "")},
		[2]string{"quota", args(name, `,"per_hour":1`)}, [2]string{"quota", args(name, `,"money":"5.00 EUR"`)},
		[2]string{"quota", fmt.Sprintf(`{"book":%q,"end":"soup/2"}`, name)})
	want := []wire.Outcome{wire.Done, wire.Done, wire.Failed, wire.Failed, wire.Failed, wire.Failed}
	for i, o := range want {
		if got[i].Outcome != o {
			t.Errorf("got %+v, want %s", got[i], o)
		}
	}
	if st, err = store.Open(dir, store.Options{Address: c}); err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if left := st.Left(time.Now()); len(left) != 1 || left[0].Offer != "soup" || left[0].Uses != 5 {
		t.Errorf("left %+v, want 5 uses", left)
	}
}

func TestOrders_AGrantIsGivenBackWithWhatWasTaken(t *testing.T) {
	dir, c := t.TempDir(), wire.Address{Tenant: "demo", Store: "harbour", Device: "shelf-1"}
	st, err := store.Open(dir, store.Options{Address: c})
	if err != nil {
		t.Fatal(err)
	}
	name, g := st.QuotaBook(), quota.Grant{ID: "soup/1", Offer: "soup", Uses: 5, Until: time.Now().AddDate(0, 0, 1)}
	if err := st.Grant(t.Context(), name, g, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := st.Do(t.Context(), journal.Step{At: time.Now(), Uses: []quota.Use{{Offer: "soup", Times: 3}}}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	got := ordered(t, dir, &shelfRole{}, [2]string{"quota", fmt.Sprintf(`{"book":%q,"end":"soup/1"}`, name)})
	if got[0].Outcome != wire.Done || got[0].Text != `{"uses":3,"money":0,"points":0}` {
		t.Errorf("got %+v", got[0])
	}
}
