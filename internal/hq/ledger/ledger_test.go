package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

var (
	cart7 = wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}
	noon  = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

const (
	inc  = "0123456789abcdef"
	milk = gs1.GTIN(9520001100376)
)

// move is event number seq: quantity of milk moved in cart-07.
func move(seq uint64, quantity int64) wire.Event {
	e := wire.NewEvent(wire.StockMoved, noon.Add(time.Duration(seq)*time.Second),
		stock.Movement{GTIN: milk, Lot: "L1", Place: "cart-07", Quantity: quantity, Cause: stock.Picked, At: noon})
	e.Seq = seq
	return e
}

func moves(from, to uint64) (out []wire.Event) {
	for seq := from; seq <= to; seq++ {
		out = append(out, move(seq, int64(seq)))
	}
	return out
}

func batch(events ...wire.Event) wire.Batch {
	return wire.Batch{From: cart7, Stream: wire.Goods, Incarnation: inc, Events: events}
}

func (l *Ledger) mustAppend(t testing.TB, b wire.Batch) (upto uint64, bad []uint64) {
	t.Helper()
	upto, bad, err := l.Append(t.Context(), b, noon)
	if err != nil {
		t.Fatal(err)
	}
	return upto, bad
}

func (l *Ledger) wantSum(t testing.TB, want int64) {
	t.Helper()
	got, err := l.Sum(t.Context(), "demo", "berlin-1", milk, "L1", "cart-07", false)
	if err != nil || got != want {
		t.Errorf("got a sum of %d (%v), want %d", got, err, want)
	}
}

func (l *Ledger) wantCount(t testing.TB, want uint64) {
	t.Helper()
	got, err := l.Count(t.Context(), cart7, wire.Goods, inc)
	if err != nil || got != want {
		t.Errorf("got %d events (%v), want %d", got, err, want)
	}
}

func TestAppend_WatermarkIsHighestGapFreeNumber(t *testing.T) {
	for _, c := range []struct {
		name    string
		batches [][]wire.Event
		upto    uint64
	}{
		{"in order", [][]wire.Event{moves(1, 3), moves(4, 5)}, 5},
		{"the same batch twice", [][]wire.Event{moves(1, 3), moves(1, 3)}, 3},
		{"overlapping", [][]wire.Event{moves(1, 3), moves(2, 6)}, 6},
		{"beyond a gap", [][]wire.Event{moves(1, 3), moves(5, 9)}, 3},
		{"beginning with a gap", [][]wire.Event{moves(2, 3)}, 0},
		{"the later first, then go back", [][]wire.Event{moves(4, 6), moves(1, 6)}, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, open opener) {
				l := open(t)
				var upto uint64
				for _, b := range c.batches {
					upto, _ = l.mustAppend(t, batch(b...))
				}
				if upto != c.upto {
					t.Errorf("got %d, want %d", upto, c.upto)
				}
				l.wantCount(t, c.upto)
				l.wantSum(t, int64(c.upto*(c.upto+1)/2))
				if got, err := l.Upto(t.Context(), cart7, wire.Goods, inc); err != nil || got != c.upto {
					t.Errorf("got watermark %d (%v), want %d", got, err, c.upto)
				}
			})
		})
	}
}

func TestAppend_AnyOrderOfAnyBatchesCountsEachEventOnce(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		r := rand.New(rand.NewPCG(1, 2))
		const last = 60
		var upto uint64
		for upto < last {
			from := uint64(r.IntN(last)) + 1
			got, _ := l.mustAppend(t, batch(moves(from, min(from+uint64(r.IntN(12)), last))...))
			if got < upto {
				t.Fatalf("the watermark fell from %d to %d", upto, got)
			}
			upto = got
		}
		l.wantCount(t, last)
		l.wantSum(t, last*(last+1)/2)
	})
}

func TestAppend_SurvivesReopening(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(moves(1, 4)...))
		l.Close()
		l = open(t)
		if upto, _ := l.mustAppend(t, batch(moves(3, 5)...)); upto != 5 {
			t.Errorf("got %d, want 5", upto)
		}
		l.wantSum(t, 15)
	})
}

func TestAppend_StreamsDoNotMix(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(moves(1, 3)...))
		other := batch(moves(1, 2)...)
		other.Incarnation = "ffff"
		if upto, _ := l.mustAppend(t, other); upto != 2 {
			t.Errorf("got %d for a new incarnation, want 2", upto)
		}
		other = batch(moves(1, 1)...)
		other.From.Device = "cart-08"
		if upto, _ := l.mustAppend(t, other); upto != 1 {
			t.Errorf("got %d for another device, want 1", upto)
		}
		l.wantCount(t, 3)
	})
}

func TestAppend_SameNumberWithOtherContentIsKeptAsideOnce(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		var told strings.Builder
		l := open(t)
		l.log = slog.New(slog.NewTextHandler(&told, nil))
		l.mustAppend(t, batch(moves(1, 3)...))
		for range 2 {
			if upto, bad := l.mustAppend(t, batch(move(2, 500), move(3, 3), move(4, 4))); upto != 4 || bad != nil {
				t.Errorf("got watermark %d, bad %v, want 4 and none", upto, bad)
			}
		}
		l.wantSum(t, 10)
		aside, err := l.Aside(t.Context())
		if diff := cmp.Diff(aside, Aside{Conflicts: 1}); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if n := strings.Count(told.String(), "two events"); n != 1 {
			t.Errorf("got %d alarms, want 1: %s", n, told.String())
		}
	})
}

func TestAppend_DeadLetterCountsAsAcceptedAndAddsNothing(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		dead := func(seq uint64, kind wire.Type, data string) wire.Event {
			return wire.Event{Seq: seq, Type: kind, At: noon, Data: json.RawMessage(data)}
		}
		l := open(t)
		b := batch(
			move(1, 1),
			dead(2, wire.StockMoved, `"milk"`),
			dead(3, wire.StockMoved, `{"gtin":"09520001100376","place":"a","quantity":9223372036854775807}`),
			dead(4, wire.BasketClosed, `{"total":"1.00 EUR","saved":"-"}`),
			dead(5, wire.BookSwitched, `[]`),
			dead(6, wire.StockMoved, `{"gtin":"09520001100376","place":"`+strings.Repeat("x", maxName+1)+`","quantity":1}`),
			move(7, 7),
			dead(8, "endcap.of.tomorrow.v1", `"new"`),
		)
		for range 2 { // a resend is told the same
			upto, bad := l.mustAppend(t, b)
			if diff := cmp.Diff(bad, []uint64{2, 3, 4, 5, 6}); upto != 8 || diff != "" {
				t.Errorf("got watermark %d, want 8; bad: %s", upto, diff)
			}
		}
		l.wantSum(t, 8)
		got, err := l.Newest(t.Context(), Filter{Faulty: true}, 10)
		if err != nil || len(got) != 5 || string(got[4].Data) != `"milk"` || got[4].Fault == "" {
			t.Errorf("got dead letters %+v (%v), want all five as they came", got, err)
		}
	})
}

func TestAppend_SumsCannotOverflow(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		for seq := uint64(1); seq <= 3; seq++ {
			if _, bad := l.mustAppend(t, batch(move(seq, stock.MaxQuantity))); bad != nil {
				t.Fatal(bad)
			}
		}
		l.wantSum(t, 3*stock.MaxQuantity)
	})
}

func TestEvents_ArriveInOrderAsTheyWereSaid(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		berlin := time.FixedZone("", 3600)
		e := move(1, 2)
		e.At = time.Date(2026, 11, 21, 13, 0, 0, 123456789, berlin)
		l.mustAppend(t, batch(e))
		l.mustAppend(t, batch(moves(2, 4)...))
		got, err := l.Events(t.Context(), 0, 2)
		if err != nil || len(got) != 2 {
			t.Fatalf("got %d entries (%v), want 2", len(got), err)
		}
		want := Entry{N: got[0].N, From: cart7, Incarnation: inc, Stream: wire.Goods, Event: e, Received: noon}
		if diff := cmp.Diff(got[0], want); diff != "" {
			t.Error(diff)
		}
		rest, err := l.Events(t.Context(), got[1].N, 100)
		if err != nil || len(rest) != 2 || rest[0].Seq != 3 {
			t.Errorf("got %+v (%v), want numbers 3 and 4", rest, err)
		}
	})
}

func TestNewest_Filters(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(moves(1, 3)...))
		other := batch(moves(1, 1)...)
		other.From.Device = "shelf-a"
		l.mustAppend(t, other)
		for _, c := range []struct {
			f    Filter
			want int
		}{
			{Filter{}, 4},
			{Filter{Store: "berlin-1", Device: "cart-07"}, 3},
			{Filter{Store: "berlin-1", Device: "shelf-a"}, 1},
			{Filter{Store: "other", Device: "cart-07"}, 0},
			{Filter{Before: 3}, 2},
			{Filter{Faulty: true}, 0},
		} {
			if got, err := l.Newest(t.Context(), c.f, 100); err != nil || len(got) != c.want {
				t.Errorf("%+v: got %d (%v), want %d", c.f, len(got), err, c.want)
			}
		}
		last, err := l.Last(t.Context())
		if err != nil || len(last) != 2 || last[0].From.Device != "shelf-a" || last[1].Seq != 3 {
			t.Errorf("got last %+v (%v), want one of each device", last, err)
		}
		if n, err := l.Total(t.Context()); err != nil || n != 4 {
			t.Errorf("got a total of %d (%v), want 4", n, err)
		}
	})
}

func TestSales_AddUpByDay(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		for seq := uint64(1); seq <= 3; seq++ {
			l.mustAppend(t, batch(wire.Event{Seq: seq, Type: wire.BasketClosed, At: noon, Data: json.RawMessage(`{"basket":"b","total":"2.50 EUR","saved":"0.50 EUR","pieces":3}`)}))
		}
		got, err := l.Sales(t.Context(), "")
		if err != nil || len(got) != 1 {
			t.Fatalf("got %+v (%v)", got, err)
		}
		if s := got[0]; s.Baskets != 3 || s.Pieces != 9 || s.Total.String() != "7.50 EUR" || s.Saved.String() != "1.50 EUR" || s.Day != "2026-11-21" {
			t.Errorf("got %+v", s)
		}
	})
}

func TestWatch_IsLevel(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		changed, end := l.Watch()
		l.mustAppend(t, batch(move(1, 1)))
		l.mustAppend(t, batch(move(2, 1)))
		<-changed
		select {
		case <-changed:
			t.Error("two rings for a watcher that did not look")
		default:
		}
		end()
		l.mustAppend(t, batch(move(3, 1)))
		select {
		case <-changed:
			t.Error("a ring after the end")
		default:
		}
	})
}

func TestOpen_SaysWhatToDo(t *testing.T) {
	open := func(dir string) error {
		l, err := Open(t.Context(), Options{Dir: dir})
		if err == nil {
			l.Close()
		}
		return err
	}
	if err := open(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "folder must exist") {
		t.Errorf("no folder: got %v", err)
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, File), []byte(strings.Repeat("not a ledger at all. ", 300)), 0o600)
	if err := open(dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("damaged: got %v", err)
	}
	dir = t.TempDir()
	l := openDir(t, dir)
	if _, err := l.write.Exec(fmt.Sprintf("PRAGMA user_version = %d", schemaVersion+1)); err != nil {
		t.Fatal(err)
	}
	if err := open(dir); err == nil || !strings.Contains(err.Error(), "newer endcap-hq") {
		t.Errorf("newer schema: got %v", err)
	}
}

func TestUnreadable_KeepsTheNewest(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		for range 3 {
			if err := l.Unreadable(t.Context(), cart7, wire.Goods.Kind(), nil, errors.New("no"), noon); err != nil {
				t.Fatal(err)
			}
		}
		if a, err := l.Aside(t.Context()); err != nil || a.Unreadable != 3 {
			t.Errorf("got %+v (%v), want 3", a, err)
		}
	})
}

func TestAppend_FullDiskIsSaidAndNothingIsAccepted(t *testing.T) {
	l := openTemp(t)
	l.mustAppend(t, batch(moves(1, 2)...))
	limit := func(pages string) {
		if _, err := l.write.Exec("PRAGMA max_page_count = " + pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite takes it as the size that the file has
	upto, err := uint64(2), error(nil)
	for err == nil {
		if upto > 5000 {
			t.Fatal("the file grows without end")
		}
		var got uint64
		if got, _, err = l.Append(t.Context(), batch(moves(upto+1, upto+100)...), noon); err == nil {
			upto = got
		}
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
	l.wantCount(t, upto)
	limit("1000000")
	if upto, _ = l.mustAppend(t, batch(moves(upto+1, upto+100)...)); upto < 100 {
		t.Errorf("got %d, want the stream to go on where it stopped", upto)
	}
	l.wantCount(t, upto)
}

func TestAppend_LedgerHeldByAnotherIsSaid(t *testing.T) {
	dir := t.TempDir()
	l, other := openDir(t, dir), openDir(t, dir)
	tx, err := other.write.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.write.Exec("PRAGMA busy_timeout = 10"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Append(t.Context(), batch(move(1, 1)), noon); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	tx.Rollback()
	l.mustAppend(t, batch(move(1, 1)))
}
