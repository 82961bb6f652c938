package gs1

import (
	"fmt"
	"strings"
)

// Code is the kind of a fault. The codes are part of the interface: they are
// only ever added to.
type Code string

// The codes of faults.
const (
	CodeCharset       Code = "charset"
	CodeLength        Code = "length"
	CodeCheckDigit    Code = "check_digit"
	CodeDate          Code = "date"
	CodeCodeList      Code = "code_list"
	CodeValue         Code = "value"
	CodeCoupon        Code = "coupon"
	CodeGCP           Code = "gcp"
	CodeUnknownAI     Code = "unknown_ai"
	CodeSyntax        Code = "syntax"
	CodeLimit         Code = "limit"
	CodeSymbology     Code = "symbology"
	CodeExcluded      Code = "excluded_pair"
	CodeMissing       Code = "missing_required"
	CodeRepeated      Code = "repeated_conflict"
	CodeLinkURI       Code = "dl_uri"
	CodeLinkNoKey     Code = "dl_no_key"
	CodeLinkEmpty     Code = "dl_empty_value"
	CodeLinkOrder     Code = "dl_qualifier_order"
	CodeLinkDuplicate Code = "dl_duplicate"
	CodeLinkAttribute Code = "dl_not_attribute"
	CodeLinkPath      Code = "dl_should_be_in_path"
	CodeNotGS1        Code = "not_gs1"
)

// Error tells what is wrong with a text, where, and what to do. Compare Code;
// the text is for people.
type Error struct {
	Code Code
	// AI is the element that is at fault, With the one it does not agree with;
	// zero where there is none.
	AI, With AI
	// Pos and Len mark the fault in the text as it was given, in bytes.
	Pos, Len int
	// Value is the faulty value or text, a view of what was given.
	Value string

	why  string
	at   int         // where in Value the fault is
	dict *Dictionary // nil for the built-in one
}

// Error says it in one sentence: what, why, and the remedy.
func (e *Error) Error() string {
	d := e.dict
	if d == nil {
		d = BuiltIn()
	}
	var b strings.Builder
	b.WriteString("gs1: ")
	if e.AI != 0 {
		fmt.Fprintf(&b, "(%s) ", e.AI)
		if t := d.Title(e.AI); t != "" {
			b.WriteString(t + " ")
		}
	}
	if e.Value != "" || e.AI == 0 {
		fmt.Fprintf(&b, "%s ", show(e.Value))
	}
	b.WriteString(e.reason(d))
	return b.String() + "; " + e.remedy(d)
}

// remedy is the end of the sentence.
func (e *Error) remedy(d *Dictionary) string {
	if e.Code != CodeLength {
		return remedies[e.Code]
	}
	switch _, of := d.find(e.AI); {
	case strings.HasPrefix(e.why, noNumber):
		return allDigits
	case e.AI == 0 || of.flags&predefined != 0 || len(e.Value) < int(of.least):
		return wrongLength // for nothing was swallowed
	}
	return remedies[e.Code]
}

// The remedies for a number of too few or too many digits, and for a value
// that cannot have swallowed what follows. noNumber begins the reason of the
// first.
const (
	noNumber    = "is no "
	allDigits   = "let the scanner send every digit under the bars, the check digit too, and nothing else"
	wrongLength = "scan again; if it repeats, the label is misprinted"
)

// reason is the middle of the sentence.
func (e *Error) reason(d *Dictionary) string {
	switch {
	case e.Code == CodeExcluded:
		return fmt.Sprintf("may not stand together with (%s) %s", e.With, d.Title(e.With))
	case strings.HasPrefix(e.why, needed):
		return "needs (" + strings.NewReplacer(",", ") or (", "+", ") with (").Replace(e.why[len(needed):]) + ") beside it"
	case e.Code == CodeCheckDigit && e.why == "":
		return fmt.Sprintf("fails its check digit (%s)", hint(e.Value, e.at))
	default:
		return e.why
	}
}

// hint tells the digit that would have been right at a place of a value, of
// those before it.
func hint(v string, at int) string {
	if at < 1 || at >= len(v) || !isDigits(v[:at]) {
		return "a digit was misread"
	}
	right := checkDigit(v[:at])
	if at == len(v)-1 {
		return fmt.Sprintf("the last digit should be %d", right)
	}
	return fmt.Sprintf("digit %d should be %d", at+1, right)
}

// show quotes a foreign text: separators visible, no longer than MaxShown.
func show(s string) string {
	cut := ""
	if len(s) > MaxShown {
		s, cut = s[:MaxShown], "..."
	}
	return fmt.Sprintf("%q", strings.ReplaceAll(s, GS, "␝")) + cut
}

// remedies tell what a person in the shop can do, one for each code.
var remedies = map[Code]string{
	CodeCharset:       "the scanner or the printer changed a character: check the scanner's keyboard layout and scan again",
	CodeLength:        "if it swallowed what follows, the scanner does not send the separator: set its GS1 separator to ASCII 29",
	CodeCheckDigit:    "scan again; if it repeats, the label is misprinted",
	CodeDate:          "the label is misprinted: take it to the goods desk",
	CodeCodeList:      "the label is misprinted: tell its supplier",
	CodeValue:         "the label is misprinted: tell its supplier",
	CodeCoupon:        "the coupon is misprinted: refuse it",
	CodeGCP:           "the label is misprinted: tell its supplier",
	CodeUnknownAI:     "the scanner may add or lose characters (a carriage return, a prefix, the separator): check its set-up",
	CodeSyntax:        "write AIs in brackets, each with its value, like (01)09521234543213(10)ABC",
	CodeLimit:         "this is no label of a product",
	CodeSymbology:     "let the scanner send AIM symbology identifiers (]d2 ]C1 ]Q3 ]e0 ]E0)",
	CodeExcluded:      "the label is misprinted: tell its supplier",
	CodeMissing:       "another code on the same label may carry it; otherwise tell its supplier",
	CodeRepeated:      "two labels may have been read as one: scan them apart",
	CodeLinkURI:       "scan the product's own bar code",
	CodeLinkNoKey:     "scan the product's own bar code",
	CodeLinkEmpty:     "the label is misprinted: tell its supplier",
	CodeLinkOrder:     "the label is misprinted: tell its supplier",
	CodeLinkDuplicate: "the label is misprinted: tell its supplier",
	CodeLinkAttribute: "the label is misprinted: tell its supplier",
	CodeLinkPath:      "the label is misprinted: tell its supplier",
	CodeNotGS1:        "scan the product's own bar code",
}

// fault is what is wrong with one value: its kind, where in the value, and
// why. The zero value is no fault.
type fault struct {
	code     Code
	pos, len int
	why      string
}

// in makes a fault of a value an error of a text in which it begins at a place.
func (f fault) in(ai AI, value string) *Error {
	return &Error{Code: f.code, AI: ai, Pos: f.pos, Len: f.len, Value: value, why: f.why, at: f.pos}
}
