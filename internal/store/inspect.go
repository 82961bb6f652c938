package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"endcap/internal/boltfile"
)

// Inspection is what was found in one of the two files.
type Inspection struct {
	File    string          `json:"file"`
	Bytes   int64           `json:"bytes"`
	Page    int64           `json:"page_bytes"`
	Pages   int             `json:"pages"`
	Free    int             `json:"free_pages"` // hold nothing
	Records int             `json:"records"`
	Buckets []BucketFigures `json:"buckets"`
	// Fault is the first thing that is wrong, empty when the file is whole.
	Fault string `json:"fault,omitempty"`
}

// BucketFigures are what one bucket holds, without the buckets in it.
type BucketFigures struct {
	Name    string `json:"name"` // with the buckets around it: books/3/products
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"` // of keys and values
	Pages   int    `json:"pages"` // 0: it is small and stands in another's page
}

// Inspect reads both files in dir whole, every page and every record, and
// changes nothing. A file that is not there is left out. The service has to be
// stopped: ErrLocked.
func Inspect(dir string) ([]Inspection, error) {
	var all []Inspection
	for _, f := range []file{stateFile(dir, 0), catalogFile(dir)} {
		f.readOnly = true
		i, err := f.inspect()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("store: inspect %s: %w", f.path, remedy(err))
		}
		all = append(all, i)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("store: inspect %s: %w", dir, fs.ErrNotExist)
	}
	return all, nil
}

func (f file) inspect() (i Inspection, err error) {
	held, err := f.hold()
	if err != nil {
		return i, err
	}
	defer held.Close()
	pages, err := newer(boltfile.Open(held))
	if err != nil {
		return i, err
	}
	i = Inspection{File: f.path, Bytes: pages.Bytes, Page: pages.Page, Buckets: []BucketFigures{}}
	if len(pages.States) == 0 {
		i.Fault = "neither of its two meta pages can be read"
		return i, nil
	}
	err = i.count(pages, f.legible)
	if err == nil {
		err = f.agrees()
	}
	if err != nil {
		i.Fault = finding(err)
	}
	return i, nil
}

// count walks all pages of the newest state.
func (i *Inspection) count(pages *boltfile.File, legible func(path [][]byte, k, v []byte) error) error {
	var v boltfile.Visitor
	v.Bucket = func(path [][]byte, _ uint64) error {
		i.Buckets = append(i.Buckets, BucketFigures{Name: bucketName(path)})
		return nil
	}
	v.Page = func(int) error {
		if n := len(i.Buckets); n > 0 {
			i.Buckets[n-1].Pages++
		}
		return nil
	}
	v.Record = func(path [][]byte, k, v []byte) error {
		i.Records++
		name := bucketName(path) // not always the last: buckets stand between records
		for n := len(i.Buckets) - 1; n >= 0; n-- {
			if b := &i.Buckets[n]; b.Name == name {
				b.Records, b.Bytes = b.Records+1, b.Bytes+int64(len(k)+len(v))
				break
			}
		}
		if legible == nil {
			return nil
		}
		return legible(path, k, v)
	}
	newest := pages.States[0]
	count, err := newest.Check(v)
	i.Pages = int(min(newest.Pages, uint64(pages.Bytes/pages.Page)))
	i.Free = i.Pages - 2 - count.Used
	return err
}

// agrees opens the file as a start would, with bbolt, and has it checked: by
// bbolt itself, and that its records agree with each other.
func (f file) agrees() error {
	held, err := os.Open(f.path)
	if err != nil {
		return err
	}
	db, err := f.take(held)
	if err != nil {
		return err
	}
	err = view(db, func(tx *bbolt.Tx) error {
		var faults []error
		for err := range tx.Check() {
			if len(faults) < maxFaults {
				faults = append(faults, err)
			}
		}
		if len(faults) > 0 || f.legible == nil {
			return errors.Join(faults...)
		}
		for _, agree := range []func(*bbolt.Tx) error{fits, new(Store).readMark} {
			if err := agree(tx); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, db.Close())
}

// bucketName writes a path as text; versions of price books are numbers.
func bucketName(path [][]byte) string {
	parts := make([]string, len(path))
	for i, p := range path {
		if parts[i] = string(p); len(p) == 8 && p[0] == 0 {
			parts[i] = strconv.FormatUint(readNumber(p), 10)
		}
	}
	return strings.Join(parts, "/")
}
