package points

import "strings"

// Accounts of the ledger. An account is one of these words, a slash and a
// name.
const (
	issue  = "issue/"
	member = "member/"
	burn   = "burn/"
)

// Issue returns the account from which an offer's points come. Its balance is
// what the offer has given, below zero.
func Issue(offer string) string { return issue + offer }

// Member returns the account of a shopper, by the name that the shop gave
// him: a pseudonym, never a person's name.
func Member(id string) string { return member + id }

// Burn returns the account into which an offer takes points.
func Burn(offer string) string { return burn + offer }

// ofMember tells whether an account is a member's.
func ofMember(account string) bool {
	name, ok := strings.CutPrefix(account, member)
	return ok && nameOK(name)
}

// nameOK keeps slashes out, which part the words of an account and an ID.
func nameOK(name string) bool {
	if name == "" || len(name) > MaxName {
		return false
	}
	for _, c := range []byte(name) {
		if c <= ' ' || c == '/' || c > '~' {
			return false
		}
	}
	return true
}
