package epcis

// Limits of the export.
const (
	entriesAtOnce = 200          // entries of the ledger in memory
	buffer        = 64 << 10     // bytes written at once
	maxOffset     = 14 * 60 * 60 // seconds from UTC that EPCIS can write
)
