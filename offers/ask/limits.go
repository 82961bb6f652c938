package ask

// Limits. They bound what Compile reads and what Holds may cost.
const (
	MaxText  = 500 // bytes of a program
	MaxNodes = 64  // fields, constants, entries of lists and operators of a program
)
