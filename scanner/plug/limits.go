package plug

const (
	maxDevices = 1024 // of one kind
	maxText    = 4096 // bytes of an attribute, which are a page
	maxLinks   = 40   // on the way to one file
)
