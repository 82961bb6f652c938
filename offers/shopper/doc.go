// Package shopper is what a shopper brings along on a card: a token, signed by
// headquarters, that a cart reads without asking anybody.
//
// # The text
//
//	EST1.<body>.<signature>
//
// The body is JSON of at most MaxBody bytes, the signature Ed25519 over the
// line "endcap shopper 1" and the body; both are in base64url without padding
// (RFC 4648, clause 5). It is shown as a QR code on paper or on a phone.
//
// # What is private
//
// A device holds every offer and the token says whom they are for, so nobody
// has to be asked and nothing has to be told. A token is kept in memory and is
// wiped when the basket is paid. Its String, and what a log writes of it, tell
// nothing; no error here repeats a word of it. ID is a pseudonym: only
// headquarters knows whose.
package shopper
