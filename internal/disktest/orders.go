package disktest

// Options of a disk. The zero value is usable.
type Options struct {
	// Size is in bytes, at least 8 MiB; 0 is DefaultSize. ext4 takes about a
	// tenth.
	Size int64
	// Seed makes the same choices at the same writes.
	Seed uint64
	// Survive is the chance of an unflushed block to outlive a cut, Torn that
	// of such a block to be torn. Both 0 are a half and a tenth.
	Survive, Torn float64
}

// order is what a test asks of the process that is the disk.
type order struct {
	Do      string // one of the verbs
	Options Options
	Dir     string
	Faults  Faults
}

const (
	doBegin   = "begin"
	doSet     = "set"
	doCut     = "cut"
	doRestore = "restore"
	doRemount = "remount read-only"
	doCount   = "count"
)

// answer is what became of an order.
type answer struct {
	Err    string
	Absent bool // what a disk needs is not there
	Counts Counts
}
