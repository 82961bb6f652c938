package store

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"endcap/offers/basket"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// content is what a store gives out.
type content struct {
	standing [streams][2]uint64
	given    []string // events as headquarters knows them
	levels   []stock.Level
	basket   basket.Basket
	seen     []bool
	told     bool // of damage
}

// contents reads everything that state.db holds.
func contents(s *Store, scans []string) (c content, err error) {
	for rank, stream := range wire.Streams {
		next, safe := s.Standing(stream)
		c.standing[rank] = [2]uint64{next, safe}
		for after := safe; ; {
			names, last, err := given(s, stream, after)
			if err != nil {
				return c, err
			}
			if last == 0 {
				break
			}
			for _, name := range names {
				if strings.Contains(name, string(wire.StoreRepaired)) || strings.Contains(name, string(wire.EventsDropped)) {
					c.told = true
				} else {
					c.given = append(c.given, name)
				}
			}
			after = last
		}
	}
	if err := s.Stock(func(l stock.Level) error { c.levels = append(c.levels, l); return nil }); err != nil {
		return c, err
	}
	for _, scan := range scans {
		c.seen = append(c.seen, s.Seen(scan))
	}
	c.basket, _, err = s.Basket()
	return c, err
}

// TestStore_NeverGivesOutWhatAFlippedBitMadeOfIt flips one bit of the pages
// that state.db uses, opens it and reads everything: either somebody is told,
// or all is as it was written.
func TestStore_NeverGivesOutWhatAFlippedBitMadeOfIt(t *testing.T) {
	t.Parallel()
	flips := 300
	if text := os.Getenv(powerCycles); text != "" {
		n, _ := strconv.Atoi(text)
		flips = 10 * n
	}
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	w := newLedger(dir)
	if err := w.keepUntil(t, s, "step", 150); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(t.Context(), wire.Goods, 20); err != nil {
		t.Fatal(err)
	}
	want, err := contents(s, w.acked)
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	if err := view(s.state, func(tx *bbolt.Tx) error { used = int(tx.Size()); return nil }); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	whole, err := os.ReadFile(filepath.Join(dir, StateFile))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(9, 9))
	var refused, unread, told, same, wrong int
	for range flips {
		image := slices.Clone(whole)
		at, bit := random.IntN(used), byte(1)<<random.IntN(8)
		image[at] ^= bit
		if err := os.WriteFile(filepath.Join(dir, StateFile), image, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(dir, Options{Address: cart})
		if err != nil {
			refused++
			continue
		}
		switch got, err := contents(s, w.acked); {
		case err != nil:
			unread++
		case got.told && subset(got.given, want.given):
			told++
		case reflect.DeepEqual(got, want):
			same++
		default:
			wrong++
			t.Errorf("bit %x at %d of page %d went unseen:%s", bit, at%4096, at/4096, got.differs(want))
		}
		s.Close()
		os.Remove(filepath.Join(dir, wordFile))
	}
	t.Logf("%d flips in %d bytes: %d refused at opening, %d at reading, %d told of, %d changed nothing, %d went unseen",
		flips, used, refused, unread, told, same, wrong)
}

func (c content) differs(from content) (what string) {
	for name, same := range map[string]bool{
		"numbers": c.standing == from.standing, "events": slices.Equal(c.given, from.given), "sums": slices.Equal(c.levels, from.levels),
		"basket": reflect.DeepEqual(c.basket, from.basket), "seen": slices.Equal(c.seen, from.seen),
	} {
		if !same {
			what += " " + name
		}
	}
	return what
}

// subset reports whether all of some are among all.
func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(one string) bool { return !slices.Contains(all, one) })
}
