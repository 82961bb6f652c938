package store

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// pages calls visit for every record of a bucket, outside of any transaction:
// a slow visitor would otherwise keep every page that is replaced meanwhile
// from being used again.
func pages(db *bbolt.DB, bucket func(*bbolt.Tx) (*bbolt.Bucket, error), visit func(k, v []byte) error) error {
	type pair struct{ k, v []byte }
	page := make([]pair, 0, readStep)
	for after := []byte(nil); ; {
		page = page[:0]
		err := view(db, func(tx *bbolt.Tx) error {
			b, err := bucket(tx)
			if err != nil || b == nil {
				return err
			}
			c := b.Cursor()
			k, v := c.Seek(after)
			if after != nil && bytes.Equal(k, after) {
				k, v = c.Next()
			}
			for ; k != nil && len(page) < readStep; k, v = c.Next() {
				page = append(page, pair{bytes.Clone(k), bytes.Clone(v)})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := visit(p.k, p.v); err != nil {
				return err
			}
		}
		if len(page) < readStep {
			return nil
		}
		after = page[len(page)-1].k
	}
}
