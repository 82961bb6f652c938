// Package arch holds no code: its test keeps the import directions true.
package arch
