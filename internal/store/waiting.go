package store

import (
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// Waiting is what a store holds for headquarters.
type Waiting struct {
	Incarnation string    `json:"incarnation"`
	Events      uint64    `json:"waiting"`
	Oldest      time.Time `json:"oldest,omitzero"` // of them
}

// Waiting returns what waits now.
func (s *Store) Waiting() (w Waiting, err error) {
	err = view(s.state, func(tx *bbolt.Tx) error {
		w, err = waiting(tx)
		return err
	})
	if err != nil {
		return w, fmt.Errorf("store: read what waits: %w", err)
	}
	return w, nil
}

func waiting(tx *bbolt.Tx) (w Waiting, err error) {
	meta, events := tx.Bucket(bucketMeta), tx.Bucket(bucketEvents)
	safe := readNumber(meta.Get(keySafe))
	w = Waiting{Incarnation: string(meta.Get(keyIncarnation)), Events: events.Sequence() - safe}
	if k, v := events.Cursor().Seek(number(safe + 1)); k != nil {
		e, err := record(v).event(readNumber(k))
		if err != nil {
			return w, err
		}
		w.Oldest = e.At
	}
	return w, nil
}
