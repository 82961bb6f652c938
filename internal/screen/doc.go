// Package screen is the local pages of a device: a shopper's basket on a
// cart, the labels on a shelf, and on both what the QR code of a product leads
// to.
//
// # One drawing
//
// A page is drawn here, by a template, and nowhere else. The script of the
// page only listens to /events and, told of a change, asks for the page again
// and changes what is different. Without the script the page asks for itself
// every few seconds, and its buttons are plain forms. Both ways show the same
// bytes, and one function writes money.
//
// The pages of products are for a shopper's own phone: they run no script and
// hold no connection.
//
// # What is safe
//
// A handler trusts nobody: a form from another site is refused, and a form
// says which basket and which total it was drawn for, so that a page left
// open can neither pay another basket nor another sum than it showed: the
// controller, who alone knows, compares them at the moment it would pay. Where
// the handlers listen is decided by whoever serves them; they have no login.
package screen
