package store

import (
	"encoding/binary"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

const streams = len(wire.Streams)

// track is how far one stream has come. Its numbers run on from one
// incarnation to the next.
type track struct {
	next   uint64 // the number of the next event
	safe   uint64 // forgotten up to here
	sealed uint64 // packed up to here
	bytes  uint64 // that the events take
}

// life is one incarnation: an opening of the store that made an event. Base
// holds the number before its first of each stream.
type life struct {
	inc  string
	base [streams]uint64
}

// standing is where the streams stand: what state.db says.
type standing struct {
	tracks [streams]track
	lives  []life // the oldest that has events waiting first
	turn   uint64 // of lives: it is the bucket's sequence
}

const (
	trackBytes = 4 * 8
	lifeBytes  = 16 + streams*8 // without their checksum
)

// readStanding reads where the streams stand. It takes the lives of was where
// they have not changed since.
func readStanding(tx *bbolt.Tx, was *standing) (*standing, error) {
	b := tx.Bucket(bucketLives)
	s := &standing{turn: b.Sequence()}
	if err := s.readTracks(tx); err != nil {
		return nil, err
	}
	if was != nil && was.turn == s.turn {
		s.lives = was.lives
		return s, nil
	}
	var err error
	s.lives, err = readLives(tx)
	return s, err
}

func readLives(tx *bbolt.Tx) (lives []life, err error) {
	err = tx.Bucket(bucketLives).ForEach(func(k, kept []byte) error {
		v, err := openLine(k, kept)
		if err != nil || len(v) != lifeBytes {
			return fmt.Errorf("%w: incarnation %x", errPages, k)
		}
		l := life{inc: string(v[:16])}
		for i := range l.base {
			l.base[i] = binary.BigEndian.Uint64(v[16+8*i:])
		}
		lives = append(lives, l)
		return nil
	})
	return lives, err
}

func (s *standing) readTracks(tx *bbolt.Tx) error {
	v, err := readLine(tx.Bucket(bucketMeta), keyTracks)
	if err != nil {
		return err
	}
	if len(v) < streams*trackBytes {
		return fmt.Errorf("%w: it does not say where its streams stand", errPages)
	}
	for i := range s.tracks {
		t := v[i*trackBytes:]
		s.tracks[i] = track{
			binary.BigEndian.Uint64(t), binary.BigEndian.Uint64(t[8:]),
			binary.BigEndian.Uint64(t[16:]), binary.BigEndian.Uint64(t[24:]),
		}
		if t := s.tracks[i]; t.next == 0 || t.safe >= t.next || t.sealed >= t.next {
			return fmt.Errorf("%w: stream %s stands at %d after %d", errPages, wire.Streams[i], t.next, t.safe)
		}
	}
	return nil
}

func (s *standing) writeTracks(tx *bbolt.Tx) error {
	v := make([]byte, 0, streams*trackBytes)
	for _, t := range s.tracks {
		for _, n := range [...]uint64{t.next, t.safe, t.sealed, t.bytes} {
			v = binary.BigEndian.AppendUint64(v, n)
		}
	}
	return tx.Bucket(bucketMeta).Put(keyTracks, sealLine(keyTracks, v))
}

// begin makes inc the present incarnation, if it is not.
func (s *standing) begin(tx *bbolt.Tx, inc string) error {
	if n := len(s.lives); n > 0 && s.lives[n-1].inc == inc {
		return nil
	}
	l := life{inc: inc}
	for i, t := range s.tracks {
		l.base[i] = t.next - 1
	}
	v := append(make([]byte, 0, lifeBytes), inc...)
	for _, n := range l.base {
		v = binary.BigEndian.AppendUint64(v, n)
	}
	b := tx.Bucket(bucketLives)
	turn, err := b.NextSequence()
	if err != nil {
		return err
	}
	s.lives, s.turn = append(slices.Clip(s.lives), l), turn
	return b.Put(number(turn), sealLine(number(turn), v))
}

// prune forgets the incarnations of which nothing waits, but for the last few.
func (s *standing) prune(tx *bbolt.Tx) error {
	b, done := tx.Bucket(bucketLives), 0
	for done < len(s.lives)-keepLives && s.over(s.lives[done+1]) {
		done++
	}
	if done == 0 {
		return nil
	}
	c := b.Cursor()
	for k, _ := c.First(); k != nil && done > 0; k, _ = c.First() {
		if err := b.Delete(k); err != nil {
			return err
		}
		done--
	}
	_, err := b.NextSequence()
	return err
}

// over tells whether all events before l are forgotten.
func (s *standing) over(l life) bool {
	for i, t := range s.tracks {
		if t.safe < l.base[i] {
			return false
		}
	}
	return true
}

// end returns the last number of a stream in the i-th life.
func (s *standing) end(rank, i int) uint64 {
	if i+1 < len(s.lives) {
		return s.lives[i+1].base[rank]
	}
	return s.tracks[rank].next - 1
}

// of returns the life in which a number of a stream was given.
func (s *standing) of(rank int, n uint64) (i int, err error) {
	for i = len(s.lives) - 1; i >= 0; i-- {
		if s.lives[i].base[rank] < n {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: event %d is of no incarnation", errPages, n)
}
