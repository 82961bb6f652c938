package boltfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"endcap/internal/boltfile"
)

// A page of a file is damaged. What stands on the others is read all the same.
func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "prices.db")
	if err := write(path); err != nil {
		fmt.Println(err)
		return
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	file, err := boltfile.Open(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	newest := file.States[0]
	_, err = newest.Check(boltfile.Visitor{})
	fmt.Println("whole:", err)

	if _, err := f.WriteAt(make([]byte, 64), 12*file.Page); err != nil {
		fmt.Println(err)
	}
	_, err = newest.Check(boltfile.Visitor{})
	fmt.Println("then:", err)

	lost, records := 0, 0
	err = newest.Walk(boltfile.Visitor{
		Record: func([][]byte, []byte, []byte) error { records++; return nil },
		Fault:  func(error) error { lost++; return nil },
	})
	fmt.Println(records > 500, lost, err)
	// Output:
	// whole: <nil>
	// then: pages that make no sense: page 12 says that it is 0
	// true 1 <nil>
}

func write(path string) error {
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		prices, err := tx.CreateBucket([]byte("prices"))
		for n := range 1000 {
			err = errors.Join(err, prices.Put(fmt.Appendf(nil, "%013d", n), fmt.Appendf(nil, "%0100d", n)))
		}
		return err
	})
	return errors.Join(err, db.Close())
}
