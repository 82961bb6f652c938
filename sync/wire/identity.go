package wire

// Identity is who a store's ledger stream says it is. It is read once at
// each hello; the numbers in it never go down within one incarnation.
type Identity struct {
	Incarnation string // 16 hex digits, random, made with the store
	Next        uint64 // the number the next ledger event will have, from 1
	Safe        uint64 // the highest number headquarters has acknowledged here
}
