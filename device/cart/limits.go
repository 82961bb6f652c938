package cart

import "time"

const (
	// QueueLen is how many scans and wishes may wait; further callers wait
	// before the queue.
	QueueLen = 16
	// StoreTimeout is how long a step may take to become durable. A worn SD
	// card needs seconds.
	StoreTimeout = 15 * time.Second
	// RepriceEvery is how old shown prices may become, because offers begin
	// and end by the clock.
	RepriceEvery = 20 * time.Second

	// ShopperIdle is how long nothing may happen before a shopper who is known
	// is forgotten.
	ShopperIdle = 15 * time.Minute

	// ThinkAfter is how long nothing may happen before the cart looks for what
	// else could be saved.
	ThinkAfter = 150 * time.Millisecond
	// MaxHints is how many hints a shopper is shown, and how many suggestions.
	MaxHints = 3

	maxAsked = 20 // things in the basket of which is asked what goes with them

	bookTries = 5 // times that another price book may come while a wish is looked into
)
