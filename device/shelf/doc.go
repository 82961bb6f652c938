// Package shelf is the controller of a shelf with its labels.
//
// # Deciding and doing
//
// As in package cart, State.On decides and Controller.Run does; the new state
// holds only once its step is durable. Beside the goroutine that owns the
// state there is one for each label, which owns the label's display:
//
//	symbol -> On -> Store.Do -> light, new View
//	book   -> On -> Draw -> panel: Render, Show -> Drawn -> On -> LabelShown
//	                          |
//	                          +-- NotDrawn, and again after a pause
//
// A panel keeps only the newest facts it shall show, so a slow or silent one
// makes nobody wait: neither staff who stock goods, nor its neighbours.
//
// # What a label shows
//
// LabelShown tells headquarters what a shopper can read, after the panel has
// taken the picture. A new price book that changes nothing on a label draws
// nothing: each refresh of e-paper wears it. After a restart every label is
// drawn again, because nobody knows what it shows.
package shelf
