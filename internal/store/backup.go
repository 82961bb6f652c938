package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"endcap/internal/boltfile"
	"endcap/sync/wire"
)

// A backup is one file: a page with one line of JSON, the Backup, filled up
// with spaces, and then state.db as it was at one moment. Where endcap is not
// at hand, tail -c +4097 FILE > state.db unpacks it. Price books are not in it;
// they are fetched again.
const (
	backupFormat = "endcap-backup-1"
	backupHead   = 4096
)

// Backup says what a backup holds.
type Backup struct {
	Format string       `json:"format"`
	Made   time.Time    `json:"made"`
	By     string       `json:"by,omitempty"` // version of endcap
	Of     wire.Address `json:"of"`           // the device
	Waiting
	Schema  uint64 `json:"schema"`
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"` // of state.db
	SHA256  string `json:"sha256"`
}

// ErrBackup is returned when a file is no backup, or not all of one.
var ErrBackup = errors.New("store: not a backup that can be used")

// Backup writes a backup to path, which must not be there yet: state.db as it
// is when it begins. Steps go on meanwhile; the file grows by as much as they
// write, because pages of the moment are kept for the backup. What was written
// is read again before it has its name.
func (s *Store) Backup(ctx context.Context, path string, b Backup) (Backup, error) {
	b, err := s.backup(ctx, path, b)
	if err != nil {
		return Backup{}, fmt.Errorf("store: back up to %s: %w", path, remedy(err))
	}
	return b, nil
}

func (s *Store) backup(ctx context.Context, path string, b Backup) (Backup, error) {
	if _, err := os.Lstat(path); err == nil {
		return b, fmt.Errorf("%w: choose another name", fs.ErrExist)
	}
	dir := filepath.Dir(path)
	if free, ok := diskFree(dir); ok && free < fileBytes(s.dir, StateFile)+bookFloor {
		return b, fmt.Errorf("the disk has %d MiB free, %d are needed: make room, or choose a place on another disk", free>>20, (fileBytes(s.dir, StateFile)+bookFloor)>>20)
	}
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".part-*")
	if err != nil {
		return b, err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // it has another name by then, or is worth nothing
	defer temp.Close()
	if b, err = s.snapshot(ctx, temp, b); err != nil {
		return b, err
	}
	if _, b.Records, err = readBackup(temp, &b); err != nil {
		return b, err
	}
	if err := b.writeHead(temp); err != nil {
		return b, err
	}
	if err := temp.Sync(); err != nil {
		return b, err
	}
	if err := os.Rename(temp.Name(), path); err != nil { // not every disk can link
		return b, err
	}
	return b, syncDir(dir)
}

// snapshot writes state.db as it is now behind the place of the head.
func (s *Store) snapshot(ctx context.Context, to *os.File, b Backup) (Backup, error) {
	if _, err := to.Write(make([]byte, backupHead)); err != nil {
		return b, err
	}
	sum := sha256.New()
	err := view(s.state, func(tx *bbolt.Tx) (err error) {
		b.Schema = max(1, readNumber(tx.Bucket(bucketMeta).Get(keySchema)))
		if b.Waiting, err = waiting(tx); err != nil {
			return err
		}
		b.Bytes, err = tx.WriteTo(io.MultiWriter(until{ctx, to}, sum))
		return err
	})
	b.Format, b.SHA256 = backupFormat, hex.EncodeToString(sum.Sum(nil))
	return b, err
}

// until ends a long copy with its context.
type until struct {
	ctx context.Context
	to  io.Writer
}

func (u until) Write(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.to.Write(b)
}

func (b Backup) writeHead(to io.WriterAt) error {
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	head := bytes.Repeat([]byte{' '}, backupHead)
	head[backupHead-1] = '\n'
	if copy(head[:backupHead-1], text) < len(text) {
		return fmt.Errorf("its head has %d bytes, at most %d fit", len(text), backupHead-1)
	}
	_, err = to.WriteAt(head, 0)
	return err
}

// ReadBackup reads a backup whole and proves that it can be used: its bytes are
// those that were written, and every page and record can be read. ErrBackup
// says why not.
func ReadBackup(path string) (Backup, error) {
	f, err := os.Open(path)
	if err != nil {
		return Backup{}, fmt.Errorf("store: read the backup: %w", err)
	}
	defer f.Close()
	b, _, err := openBackup(f)
	if err != nil {
		return Backup{}, fmt.Errorf("%w: %s: %w", ErrBackup, path, err)
	}
	return b, nil
}

func openBackup(f *os.File) (b Backup, newest boltfile.State, err error) {
	head := make([]byte, backupHead)
	if _, err := f.ReadAt(head, 0); err != nil {
		return b, newest, fmt.Errorf("it is too short: %w", err)
	}
	if err := json.Unmarshal(head, &b); err != nil {
		return b, newest, fmt.Errorf("its first line is not that of a backup: %w", err)
	}
	if b.Format != backupFormat {
		return b, newest, fmt.Errorf("its format is %.40q, this program knows %s", b.Format, backupFormat)
	}
	newest, _, err = readBackup(f, &b)
	return b, newest, err
}

// readBackup reads what is behind the head.
func readBackup(f *os.File, b *Backup) (newest boltfile.State, records int, err error) {
	info, err := f.Stat()
	if err != nil {
		return newest, 0, err
	}
	if info.Size() != backupHead+b.Bytes {
		return newest, 0, fmt.Errorf("it has %d bytes of %d: it was cut short on its way", info.Size(), backupHead+b.Bytes)
	}
	part := io.NewSectionReader(f, backupHead, b.Bytes)
	if err := sumUp(sha256.New(), part, b.SHA256); err != nil {
		return newest, 0, err
	}
	pages, err := newer(boltfile.Read(part, b.Bytes))
	if err != nil {
		return newest, 0, err
	}
	if len(pages.States) == 0 {
		return newest, 0, fmt.Errorf("%w: neither of its two meta pages can be read", errPages)
	}
	newest = pages.States[0]
	_, err = newest.Check(boltfile.Visitor{Record: func(path [][]byte, k, v []byte) error {
		records++
		return legible(path, k, v)
	}})
	return newest, records, err
}

func sumUp(sum hash.Hash, from io.Reader, want string) error {
	if _, err := io.Copy(sum, from); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		return fmt.Errorf("its SHA-256 is %s, it should be %.64s: it was changed or damaged on its way", got, want)
	}
	return nil
}
