package store

import (
	"hash/maphash"
	"sync"

	"go.etcd.io/bbolt"
)

// readings are the IDs of the newest 10,000 readings, by a hash of this
// process: two of them are one in 10^11 times, which is less than a card
// forgets. The file keeps them in their order; looking one up there would cost
// a page in every step.
type readings struct {
	seed maphash.Seed

	mu    sync.RWMutex
	known map[uint64]struct{}

	// fresh are those of the transaction under way. Of the writer's goroutine.
	fresh map[uint64]struct{}
}

func newReadings() *readings {
	return &readings{seed: maphash.MakeSeed(), known: map[uint64]struct{}{}, fresh: map[uint64]struct{}{}}
}

func (r *readings) hash(scan string) uint64 { return maphash.String(r.seed, scan) }

// load reads those that the file keeps.
func (r *readings) load(tx *bbolt.Tx) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.known)
	return tx.Bucket(bucketOrder).ForEach(func(k, kept []byte) error {
		scan, err := openLine(k, kept)
		if err != nil {
			return err
		}
		r.known[maphash.Bytes(r.seed, scan)] = struct{}{}
		return nil
	})
}

func (r *readings) has(scan string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, ok := r.known[r.hash(scan)]
	return ok
}

// Seen reports whether a step with this reading's ID was kept. The newest
// 10,000 are known.
func (s *Store) Seen(scan string) bool { return s.readings.has(scan) }

// seen asks the same of the writer, which knows its own transaction too.
func (r *readings) seen(scan string) bool {
	_, ok := r.fresh[r.hash(scan)]
	return ok || r.has(scan)
}

// remember adds a reading and drops the oldest past the limit.
func (r *readings) remember(tx *bbolt.Tx, scan string) error {
	order := tx.Bucket(bucketOrder)
	order.FillPercent = 0.95 // keys only rise
	n, err := order.NextSequence()
	if err != nil {
		return err
	}
	if err := order.Put(number(n), sealLine(number(n), []byte(scan))); err != nil {
		return err
	}
	h, old := r.hash(scan), []byte(nil)
	if n > keepScans {
		key := number(n - keepScans)
		if old, err = readLine(order, key); err != nil {
			return err
		}
		if old != nil {
			old = append([]byte(nil), old...)
			if err := order.Delete(key); err != nil {
				return err
			}
		}
	}
	r.fresh[h] = struct{}{}
	tx.OnCommit(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.known[h] = struct{}{}
		if old != nil {
			delete(r.known, maphash.Bytes(r.seed, old))
		}
	})
	return nil
}
