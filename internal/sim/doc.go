// Package sim takes everything away from the whole system and looks at what is
// left: devices with their real stores, sessions and MQTT clients, and a real
// headquarters, in one process, with simulated time between them.
//
// It has no code of its own to run: it is the test of what the others promise
// together, that whatever a device has shown or done is in headquarters'
// ledger exactly once, or declared lost with its sums.
//
// # What happens
//
// A seed draws a script: what world it is, and which faults come when. Then a
// few shops live through it in a bubble of testing/synctest, where a day takes
// less than a second. First come the faults; then none come any more, and
// everything must arrive within an hour. What was acknowledged to whom is
// written down all along and held against the ledger in the end.
//
// # What a seed fixes
//
// The script is the same for the same seed. The goroutines of the real program
// are not: two runs of one seed may differ in what happened first. The deciding
// cores (the states of outbox and inbox) run besides in a simulation of one
// goroutine, where the same seed gives the same log, byte for byte.
//
// docs/simulation.md tells how to run it and how to repeat what it found.
package sim
