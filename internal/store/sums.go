package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/offers/stock"
	"endcap/scanner/gs1"
)

// sumKey orders by product, place and lot: GTIN, a byte of length, place, lot.
func sumKey(k stock.Key) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 9+len(k.Place)+len(k.Lot)), uint64(k.GTIN))
	b = append(append(b, byte(len(k.Place))), k.Place...)
	return append(b, k.Lot...)
}

// level reads what sumKey and count wrote.
func level(k, kept []byte) (stock.Level, error) {
	v, err := openLine(k, kept)
	if err != nil {
		return stock.Level{}, err
	}
	if len(k) < 9 || len(k) < 9+int(k[8]) || len(v) != 16 {
		return stock.Level{}, fmt.Errorf("%w: a stock sum under %x", errPages, k)
	}
	place := 9 + int(k[8])
	return stock.Level{
		Key:    stock.Key{GTIN: gs1.GTIN(binary.BigEndian.Uint64(k)), Place: string(k[9:place]), Lot: string(k[place:])},
		Pieces: int64(binary.BigEndian.Uint64(v)),
		Grams:  int64(binary.BigEndian.Uint64(v[8:])),
	}, nil
}

// count adds a movement to its sum. A sum of nothing is not kept.
func count(tx *bbolt.Tx, m stock.Movement) error {
	l, err := sum(tx, stock.Key{GTIN: m.GTIN, Lot: m.Lot, Place: m.Place})
	if err != nil {
		return err
	}
	return putSum(tx, l.Plus(m))
}

// sum returns the sum of one lot at one place.
func sum(tx *bbolt.Tx, k stock.Key) (stock.Level, error) {
	key := sumKey(k)
	if v := tx.Bucket(bucketSums).Get(key); v != nil {
		return level(key, v)
	}
	return stock.Level{Key: k}, nil
}

func putSum(tx *bbolt.Tx, l stock.Level) error {
	b, key := tx.Bucket(bucketSums), sumKey(l.Key)
	if l.Pieces == 0 && l.Grams == 0 {
		return b.Delete(key)
	}
	v := binary.BigEndian.AppendUint64(nil, uint64(l.Pieces))
	return b.Put(key, sealLine(key, binary.BigEndian.AppendUint64(v, uint64(l.Grams))))
}

// OnHand returns how much of a product is at a place, of all lots together:
// pieces, or grams where it is sold by weight. It may be negative: what was
// taken before it was counted.
func (s *Store) OnHand(place string, g gs1.GTIN) (int64, error) {
	sum := int64(0)
	prefix := sumKey(stock.Key{GTIN: g, Place: place})
	err := view(s.state, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketSums).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			l, err := level(k, v)
			if err != nil {
				return err
			}
			sum += l.Pieces + l.Grams
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("store: read the stock of %s at %s: %w", g, place, err)
	}
	return sum, nil
}

// Stock calls visit for each level that is not zero, by product, place and
// lot, until it returns an error. Steps kept meanwhile may be seen or not.
func (s *Store) Stock(visit func(stock.Level) error) error {
	return pages(s.state, func(tx *bbolt.Tx) (*bbolt.Bucket, error) { return tx.Bucket(bucketSums), nil },
		func(k, v []byte) error {
			l, err := level(k, v)
			if err != nil {
				return fmt.Errorf("store: read the stock: %w", err)
			}
			return visit(l)
		})
}
