// Package diag is the diagnostics port of a device: what a technician, a
// supervisor of processes or Prometheus may ask it.
//
//	/healthz     200 while the process answers at all
//	/readyz      200 when the device can work, 503 and the reasons when not
//	/metrics     figures in the Prometheus text format
//	/status      the same and more, as one page for people
//	/api/status  the page as JSON
//
//	/api/store/backup  POST: writes a backup of the store into its folder
//
// Nothing else here changes anything.
package diag
