// Package gs1 understands GS1 data.
package gs1
