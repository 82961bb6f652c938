package store

import (
	"encoding/json"
	"fmt"
	"math"

	"go.etcd.io/bbolt"

	"endcap/offers/basket"
	"endcap/sync/wire"
)

// Schema of state.db.
//
//	1  meta basket events sealed lives order sums
//	2  results, and the commands in meta
//	3  quotas, and the name of its book in meta
//
// A version only adds buckets and keys, and goes on writing all that the
// version before it reads: so that a release that is taken back finds a file
// it can use. What breaks with that is done one release later, by raising
// readsFrom, after which older programs refuse the file with a sentence.
const (
	schema    = 3
	readsFrom = 1 // oldest schema whose programs may open what this one writes
)

var (
	keySchema  = []byte("schema")
	keyReads   = []byte("schema_reads")
	keyClean   = []byte("clean")   // number of the transaction that wrote it
	keyRepairs = []byte("repairs") // JSON, until headquarters is told
)

// fits says whether this program may use the file.
func fits(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		return fmt.Errorf("%w: it has no bucket %q", errPages, bucketMeta)
	}
	if from := readNumber(meta.Get(keyReads)); from > schema {
		return fmt.Errorf("%w (it needs schema %d, this program has %d)", ErrNewer, from, schema)
	}
	return nil
}

// grow adds what an older version did not have. A newer version's number is
// left: its additions are still there.
func grow(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	if readNumber(meta.Get(keySchema)) >= schema {
		return errSame
	}
	if err := meta.Put(keyReads, number(readsFrom)); err != nil {
		return err
	}
	return meta.Put(keySchema, number(schema))
}

// unbegun reports whether begin has something to write.
func (s *Store) unbegun(tx *bbolt.Tx) bool {
	meta := tx.Bucket(bucketMeta)
	return readNumber(meta.Get(keySchema)) < schema || meta.Get(keyRepairs) != nil || quotaName(tx, s.of) == ""
}

// wasClosed reports whether the newest transaction is the one that Close
// writes. Any later one makes the mark untrue by itself.
func wasClosed(tx *bbolt.Tx) bool {
	return readNumber(tx.Bucket(bucketMeta).Get(keyClean)) == uint64(tx.ID())
}

func markClosed(tx *bbolt.Tx) error {
	if readNumber(tx.Bucket(bucketMeta).Get(keyClean)) == uint64(tx.ID())-1 {
		return errSame // nothing was written since
	}
	return tx.Bucket(bucketMeta).Put(keyClean, number(uint64(tx.ID())))
}

// legible says whether a record of state.db can be what its bucket holds.
func legible(path [][]byte, k, v []byte) error {
	ok := len(k) > 0 && len(k) <= bbolt.MaxKeySize
	switch string(path[0]) {
	case string(bucketEvents):
		// One that the card has changed is told of as lost when its turn comes.
		ok = ok && len(k) == 9 && int(k[0]) < streams && len(v) >= headBytes
	case string(bucketSealed):
		ok = ok && len(k) == 9 && int(k[0]) < streams && len(v) >= segmentHead
	case string(bucketLives):
		text, err := openLine(k, v)
		ok = ok && len(k) == 8 && err == nil && len(text) == lifeBytes
	case string(bucketBasket):
		text, err := openLine(k, v)
		ok = ok && err == nil && (len(text) == 0 || json.Unmarshal(text, new(basket.Basket)) == nil)
	case string(bucketSums):
		_, err := level(k, v)
		ok = ok && err == nil
	case string(bucketResults):
		ok = ok && len(k) == 8 && json.Unmarshal(v, new(wire.CommandResult)) == nil
	case string(bucketQuotas):
		text, err := openLine(k, v)
		if err == nil {
			_, err = readHeld(k, text)
		}
		ok = ok && err == nil
	case string(bucketOrder):
		_, err := openLine(k, v)
		ok = ok && len(k) == 8 && err == nil
	case string(bucketMeta):
		if string(k) == string(keyTracks) {
			_, err := openLine(k, v)
			ok = ok && err == nil
		}
	}
	if !ok {
		return fmt.Errorf("%w: record %x in %q", errPages, k, path)
	}
	return nil
}

// mend makes records that survived singly agree with each other: numbers go
// on above all that are there. What is missing between them is told of as lost
// when its turn comes. It returns how many events had to be left out, because
// nobody knows in which incarnation they got their numbers: sent under another
// they might count twice.
func mend(tx *bbolt.Tx) (strays int, err error) {
	for _, name := range [][]byte{bucketOrder, bucketLives} {
		b := tx.Bucket(name)
		if k, _ := b.Cursor().Last(); readNumber(k) > b.Sequence() {
			if err := b.SetSequence(readNumber(k)); err != nil {
				return 0, err
			}
		}
	}
	var st standing
	if err := st.readTracks(tx); err != nil {
		st = standing{}
	}
	if st.lives, err = readLives(tx); err != nil {
		return 0, err
	}
	for rank := range st.tracks {
		n, err := st.mend(tx, rank)
		if strays += n; err != nil {
			return 0, err
		}
	}
	if err := st.writeTracks(tx); err != nil {
		return 0, err
	}
	return strays, tx.Bucket(bucketMeta).Delete(keyClean)
}

// mend makes one stream's track agree with its records.
func (s *standing) mend(tx *bbolt.Tx, rank int) (strays int, err error) {
	t := &s.tracks[rank]
	t.bytes = 0
	lowest, highest := uint64(math.MaxUint64), uint64(0)
	for _, name := range [][]byte{bucketEvents, bucketSealed} {
		var stray [][]byte
		b := tx.Bucket(name)
		c := b.Cursor()
		for k, v := c.Seek(eventKey(rank, 0)); k != nil; k, v = c.Next() {
			n, ok := keyNumber(k, rank)
			if !ok {
				break
			}
			if _, err := s.of(rank, n); err != nil {
				stray = append(stray, k)
				continue
			}
			lowest, highest, t.bytes = min(lowest, n), max(highest, n), t.bytes+uint64(len(v))
		}
		for _, k := range stray {
			if err := b.Delete(k); err != nil {
				return 0, err
			}
		}
		strays += len(stray)
		if name[0] == bucketSealed[0] && highest > 0 {
			t.sealed = min(t.sealed, highest)
		}
	}
	if t.next == 0 && highest > 0 {
		t.safe = lowest - 1
	}
	for _, l := range s.lives {
		t.next = max(t.next, l.base[rank]+1)
	}
	t.next = max(t.next, highest+1, 1)
	if t.safe = min(t.safe, t.next-1); len(s.lives) == 0 {
		t.safe = t.next - 1
	} else {
		t.safe = max(t.safe, s.lives[0].base[rank])
	}
	t.sealed = min(t.sealed, t.next-1)
	return strays, nil
}
