package store

import (
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/offers/basket"
)

// Schema of state.db.
//
//	1  meta basket events seen order sums; no number stands in it
//	2  in meta: schema, schema_reads, clean, repairs
//
// A version only adds buckets and keys, and goes on writing all that the
// version before it reads: so that a release that is taken back finds a file
// it can use. What breaks with that is done one release later, by raising
// readsFrom, after which older programs refuse the file with a sentence.
const (
	schema    = 2
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

// unfinished reports whether grow or tellRepairs has something to write.
func unfinished(tx *bbolt.Tx) bool {
	meta := tx.Bucket(bucketMeta)
	return readNumber(meta.Get(keySchema)) < schema || meta.Get(keyRepairs) != nil
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
		_, err := record(v).event(readNumber(k))
		ok = ok && len(k) == 8 && err == nil
	case string(bucketBasket):
		ok = ok && (len(v) == 0 || json.Unmarshal(v, new(basket.Basket)) == nil)
	case string(bucketSums):
		_, err := level(k, v)
		ok = ok && err == nil
	case string(bucketSeen):
		ok = ok && len(v) == 8
	case string(bucketOrder):
		ok = ok && len(k) == 8 && len(v) <= maxScan
	}
	if !ok {
		return fmt.Errorf("%w: record %x in %q", errPages, k, path)
	}
	return nil
}

// mend makes records that survived singly agree with each other: numbers go
// on above all that are there.
func mend(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketEvents, bucketOrder} {
		b := tx.Bucket(name)
		if k, _ := b.Cursor().Last(); readNumber(k) > b.Sequence() {
			if err := b.SetSequence(readNumber(k)); err != nil {
				return err
			}
		}
	}
	meta, events := tx.Bucket(bucketMeta), tx.Bucket(bucketEvents)
	if safe := readNumber(meta.Get(keySafe)); safe > events.Sequence() {
		if err := events.SetSequence(safe); err != nil {
			return err
		}
	}
	return meta.Delete(keyClean)
}
