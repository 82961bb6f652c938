package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// Restore says what putting a backup in place means.
type Restore struct {
	Backup Backup `json:"backup"`
	// Present is what the store there now would not send any more; nil if
	// there is none. Fault is why it cannot be read.
	Present *Waiting `json:"present,omitempty"`
	Fault   string   `json:"fault,omitempty"`
	// Aside is the file that the present state.db is kept as, once it is done.
	Aside string `json:"aside,omitempty"`
	Done  bool   `json:"done"`
}

// ErrOther is returned for the backup of another device. Two devices that go
// on from one backup both tell headquarters what waits in it.
var ErrOther = errors.New("store: it is the backup of another device")

// PlanRestore reads a backup, and the store in dir, and says what RestoreTo
// would do. It changes nothing. The service has to be stopped: ErrLocked.
func PlanRestore(dir, backup string) (Restore, error) {
	b, err := ReadBackup(backup)
	if err != nil {
		return Restore{}, err
	}
	p := Restore{Backup: b}
	s, err := OpenState(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, ErrDamaged) || errors.Is(err, ErrNewer):
		p.Fault = finding(err)
	case err != nil:
		return Restore{}, err
	default:
		defer func() { _ = s.Close() }() // it was only read
		w, err := s.Waiting()
		if err != nil {
			return Restore{}, err
		}
		p.Present = &w
	}
	return p, nil
}

// RestoreTo puts the backup of device of in place of the state.db in dir,
// which is kept beside it as state.db.replaced-1 to 3. A power cut at any
// moment leaves one or the other whole. The store is one opening further then:
// what it does next has numbers of its own, and its session number leaps.
func RestoreTo(dir, backup string, of wire.Address, force bool) (Restore, error) {
	return hand{}.restore(dir, backup, of, force)
}

func (h hand) restore(dir, backup string, of wire.Address, force bool) (Restore, error) {
	p, err := PlanRestore(dir, backup)
	if err != nil {
		return p, err
	}
	if p.Backup.Of != of && !force {
		return p, fmt.Errorf("%w: %s/%s/%s, and this is %s/%s/%s; with --force it is put in place all the same",
			ErrOther, p.Backup.Of.Tenant, p.Backup.Of.Store, p.Backup.Of.Device, of.Tenant, of.Store, of.Device)
	}
	if err := h.putBack(dir, backup, &p); err != nil {
		return p, fmt.Errorf("store: restore %s: %w", backup, remedy(err))
	}
	p.Done = true
	return p, nil
}

func (h hand) putBack(dir, backup string, p *Restore) error {
	if err := makeDir(dir); err != nil {
		return err
	}
	from, err := os.Open(backup)
	if err != nil {
		return err
	}
	defer from.Close()
	b, newest, err := openBackup(from) // the bytes that are copied are the ones that were proven
	if err != nil {
		return err
	}
	f := stateFile(dir, 0)
	f.hand = h
	held, err := f.hold()
	if err == nil {
		defer held.Close()
		if p.Aside, err = h.aside(f.path, "replaced"); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	told := wire.StoreRepair{
		Step: "restore", Found: "a technician put back the backup of " + b.Made.Format("2006-01-02 15:04:05 MST"),
		Kept: fmt.Sprintf("%d records", b.Records), Lost: "what was kept since and had not reached headquarters",
	}
	if p.Aside != "" {
		told.Evidence = filepath.Base(p.Aside)
	}
	temp, err := f.beside(newest.CopyTo, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error { return errors.Join(leap(tx), dropQuotas(tx), noteRepair(tx, told)) })
	})
	if err != nil {
		return err
	}
	return h.place(temp, f.path, p.Aside)
}

// leap makes the next session's number higher than any that was given since
// the backup, as far as anyone can know. A command that was under way then,
// often the backup itself, has had its result since.
func leap(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	if err := meta.Delete(keyIntent); err != nil {
		return err
	}
	return meta.Put(keySession, number(readNumber(meta.Get(keySession))+sessionLeap))
}
