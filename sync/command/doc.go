// Package command is a device doing what headquarters tells it, once.
//
// A command comes signed, numbered, and with the time until which it may be
// begun. [State] decides about it and touches nothing; [Duty] does what it
// decided, one command after the other:
//
//	signed by headquarters? -- for this device? -- new? -- not kept back?
//	   | no: dropped and counted, because nobody knows who sent it
//	in time? -- of a kind done here? -- fresh, if the kind must be?
//	   | no: refused, and headquarters is told
//	taken: the number and the intent are one transaction, before it is begun
//	done or failed: the result and the end of the intent are one transaction
//
// Whoever ends in between finds the intent at the next start. A kind that may
// be done twice is done again; of any other headquarters is told that it was
// interrupted. So no command is done twice, and each that was taken has one
// result.
//
// Nothing here trusts a broker: it may lose a command, keep it back, give it
// twice or to another device. What was lost or dropped is sent again at the
// next hello, because the number that the hello tells was not raised.
package command
