package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// Buckets of state.db, and the keys of bucketMeta. Append only: they stand in
// stores. Numbers are 8 bytes, big endian.
var (
	bucketMeta   = []byte("meta")
	bucketBasket = []byte("basket")
	bucketEvents = []byte("events") // stream's rank, number -> record
	bucketSealed = []byte("sealed") // stream's rank, last number -> segment
	bucketLives  = []byte("lives")  // 1, 2, 3, ... -> life
	bucketOrder  = []byte("order")  // 1, 2, 3, ... -> reading
	bucketSums   = []byte("sums")   // sumKey -> quantity
	// bucketResults is made with the first: number of a command -> CommandResult.
	bucketResults = []byte("results")
	bucketQuotas  = []byte("quotas") // made with the first: ID of a grant -> quota.Held

	keyTracks  = []byte("tracks")
	keySession = []byte("session")
	keyTold    = []byte("book_told")
	keyCommand = []byte("command") // the highest number taken or refused
	keyIntent  = []byte("intent")  // JSON of the command under way
	keyTime    = []byte("time")    // in milliseconds since 1970
	keyQuotas  = []byte("quotas")  // name of the book of grants, a blank, the device that it is for
)

func fillState(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketMeta, bucketBasket, bucketEvents, bucketSealed, bucketLives, bucketOrder, bucketSums} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	var s standing
	for i := range s.tracks {
		s.tracks[i].next = 1
	}
	if err := s.writeTracks(tx); err != nil {
		return err
	}
	return grow(tx)
}

// newIncarnation returns a name that no opening of any store had before.
func newIncarnation() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// readNumber returns a number, 0 for none.
func readNumber(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// readMark copies where the streams stand out of state.db.
func (s *Store) readMark(tx *bbolt.Tx) error {
	st, err := readStanding(tx, s.mark.Load())
	if err == nil {
		s.mark.Store(st)
	}
	return err
}

// Incarnation is the name of this opening of the store: 16 hex digits, random.
func (s *Store) Incarnation() string { return s.inc }

// Standing returns the number that the next event of a stream will have, from
// 1, and the highest that was forgotten. They run on from one incarnation to
// the next.
func (s *Store) Standing(stream wire.Stream) (next, safe uint64) {
	t := s.mark.Load().tracks[stream.Rank()]
	return t.next, t.safe
}

// Positions returns where events wait, the oldest incarnation first, and where
// the next ones go; at most wire.MaxPositions. The last few incarnations are
// named even when all of theirs is safe: a headquarters whose ledger was put
// back to an older copy learns from them what it lacks.
func (s *Store) Positions() []wire.Position {
	st := s.mark.Load()
	out := make([]wire.Position, 0, streams)
	begun, over := false, 0
	for i, l := range st.lives {
		present := l.inc == s.inc
		begun = begun || present
		for rank, stream := range wire.Streams {
			end, safe := st.end(rank, i), st.tracks[rank].safe
			if end == l.base[rank] && !present {
				continue
			}
			if end <= safe && !present {
				over++
			}
			safe = min(max(safe, l.base[rank]), end)
			out = append(out, wire.Position{Stream: stream, Incarnation: l.inc, Next: end - l.base[rank] + 1, Safe: safe - l.base[rank]})
		}
	}
	for rank := 0; !begun && rank < streams; rank++ {
		out = append(out, wire.Position{Stream: wire.Streams[rank], Incarnation: s.inc, Next: 1})
	}
	for i := 0; over > 0 && len(out) > wire.MaxPositions; over-- { // what waits comes before what was
		for out[i].Safe+1 < out[i].Next {
			i++
		}
		out = slices.Delete(out, i, i+1)
	}
	return out[:min(len(out), wire.MaxPositions)]
}

// Locate returns the number that a watermark means here, and the one before
// the first of its incarnation; false for an incarnation of which nothing
// waits. A watermark beyond the end of an earlier incarnation means its end.
func (s *Store) Locate(m wire.Mark) (base, upto uint64, ok bool) {
	return s.mark.Load().locate(m, s.inc)
}

func (st *standing) locate(m wire.Mark, present string) (base, upto uint64, ok bool) {
	rank := m.Stream.Rank()
	if rank < 0 {
		return 0, 0, false
	}
	said := min(m.Upto, math.MaxInt64)
	for i, l := range st.lives {
		if l.inc != m.Incarnation {
			continue
		}
		base, upto = l.base[rank], l.base[rank]+said
		if i+1 < len(st.lives) {
			upto = min(upto, st.end(rank, i))
		}
		return base, upto, true
	}
	base = st.tracks[rank].next - 1
	return base, base + said, m.Incarnation == present
}

// NextSession returns a number higher than any before, durably.
func (s *Store) NextSession(ctx context.Context) (uint64, error) {
	var n uint64
	err := s.write(ctx, func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		n = readNumber(meta.Get(keySession)) + 1
		return meta.Put(keySession, number(n))
	})
	if err != nil {
		return 0, fmt.Errorf("store: begin a session: %w", err)
	}
	return n, nil
}

// KeepTime keeps what time it is, for LastTime after the next start.
func (s *Store) KeepTime(ctx context.Context, now time.Time) error {
	err := s.write(ctx, func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketMeta).Put(keyTime, number(uint64(max(0, now.UnixMilli()))))
	})
	if err != nil {
		return fmt.Errorf("store: keep the time: %w", err)
	}
	return nil
}

// LastTime returns the time that was kept last, zero if none was.
func (s *Store) LastTime() (t time.Time, err error) {
	err = view(s.state, func(tx *bbolt.Tx) error {
		if ms := readNumber(tx.Bucket(bucketMeta).Get(keyTime)); ms > 0 {
			t = time.UnixMilli(int64(min(ms, math.MaxInt64))).UTC()
		}
		return nil
	})
	if err != nil {
		return t, fmt.Errorf("store: read the time that was kept: %w", err)
	}
	return t, nil
}

// TellSwitch keeps the event that tells of the book in force
// (wire.BookSwitched), once for each version. Call it after each Switch and
// after opening, because the power may have gone in between.
func (s *Store) TellSwitch(ctx context.Context, now time.Time) error {
	b, ok := s.Book()
	if !ok {
		return nil
	}
	err := s.write(ctx, func(tx *bbolt.Tx) error {
		told := toldBook(tx)
		if told.Compare(b.Edition()) >= 0 {
			return errSame
		}
		e := wire.NewEvent(wire.BookSwitched, now, wire.BookSwitch{
			Epoch: b.Epoch, Version: b.Version, Was: told.Version, Products: b.Products, Offers: b.Offers,
		})
		r, err := s.record(e)
		if err != nil {
			return refusal{err}
		}
		if err := s.appendEvents(tx, []record{r}); err != nil {
			return err
		}
		return tx.Bucket(bucketMeta).Put(keyTold, encodeEdition(b.Edition()))
	})
	if err != nil {
		return fmt.Errorf("store: tell of price book %s: %w", b.Edition(), err)
	}
	return nil
}

// toldBook returns the newest edition that was told of.
func toldBook(tx *bbolt.Tx) wire.Edition { return readEdition(tx.Bucket(bucketMeta).Get(keyTold)) }
