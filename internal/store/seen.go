package store

import "go.etcd.io/bbolt"

// Seen reports whether a step with this reading's ID was kept. The newest
// 10,000 are known.
func (s *Store) Seen(scan string) bool {
	known := false
	err := view(s.state, func(tx *bbolt.Tx) error {
		known = seen(tx, scan)
		return nil
	})
	return err == nil && known // Do looks again and says what is wrong
}

func seen(tx *bbolt.Tx, scan string) bool {
	return tx.Bucket(bucketSeen).Get([]byte(scan)) != nil
}

// remember adds a reading and drops the oldest past the limit.
func remember(tx *bbolt.Tx, scan string) error {
	known, order := tx.Bucket(bucketSeen), tx.Bucket(bucketOrder)
	order.FillPercent = 0.95 // keys only rise
	n, err := order.NextSequence()
	if err != nil {
		return err
	}
	if err := order.Put(number(n), []byte(scan)); err != nil {
		return err
	}
	if err := known.Put([]byte(scan), number(n)); err != nil || n <= keepScans {
		return err
	}
	old := number(n - keepScans)
	if err := known.Delete(order.Get(old)); err != nil {
		return err
	}
	return order.Delete(old)
}
