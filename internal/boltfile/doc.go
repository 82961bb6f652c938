// Package boltfile reads a bbolt file page by page, without bbolt.
//
// bbolt maps the file into memory and believes what it finds there. A page
// that the storage card does not give is then a fault at an address, now and
// then in a goroutine of bbolt's own where nobody can catch it, and a page
// that makes no sense is a panic. Here both are errors that name the page: so
// a damaged file can be found out before bbolt is given it, and what is whole
// in it can be saved.
//
// # Layout
//
// A file is pages of one size, that of the memory of the machine that made
// it. Each begins with its own number, what it is, how many entries it has,
// and how many pages after it belong to it. Numbers are little-endian.
//
//	page  0, 1     meta: page size, root, list of free pages, how many pages
//	               there are, number of the transaction, sum of all that
//	branch         keys, each with the page that begins with it
//	leaf           keys with values; a value may be a bucket
//	freelist       numbers of pages that hold nothing; it may be left out, and
//	               whoever opens the file finds them out by reading all others
//
// A bucket is a tree of branches over leaves; its value in the leaf above says
// its root and its sequence. A small one has no pages: its only leaf stands
// behind that value. The root of the file is a bucket of buckets.
//
// # Two states
//
// A transaction writes its pages where the state before it has none, and last
// the meta page that is not the newest. So a file has two [State]s: the
// newest, and as long as nothing goes on from it, the one before, whole.
//
// # Belief
//
// A page is believed whole or not at all: it says its own number, all of its
// entries lie within it, its keys are in order and within those that the
// branch above gave it, and no other place has led to it. A record has no
// check sum in bbolt; whoever wrote it has to know whether it makes sense.
package boltfile
