package ask

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind says what a token is.
type kind uint8

const (
	end    kind = iota
	word        // a field, or and, or, not, in, true, false
	figure      // a whole number without a sign
	quoted      // a text; its text is without the quotation marks
	sign        // an operator, bracket or comma
)

type token struct {
	kind kind
	text string
	num  int64
	at   int // byte in the program
}

// signs, the longer ones first.
var signs = [...]string{"&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "(", ")", "[", "]", ","}

// next cuts the token that begins at or behind a byte of the text, and
// returns where the one after it may begin.
func next(text string, at int) (token, int, *Error) {
	for at < len(text) && strings.IndexByte(" \t\r\n", text[at]) >= 0 {
		at++
	}
	if at == len(text) {
		return token{at: at}, at, nil
	}
	rest := text[at:]
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		return cutText(rest, at)
	case c >= '0' && c <= '9':
		return cutFigure(rest, at)
	case letter(c):
		n := 1
		for n < len(rest) && (letter(rest[n]) || digit(rest[n]) || rest[n] == '.') {
			n++
		}
		return token{kind: word, text: rest[:n], at: at}, at + n, nil
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s) {
			return token{kind: sign, text: s, at: at}, at + len(s), nil
		}
	}
	r, n := utf8.DecodeRuneInString(rest)
	if r == utf8.RuneError && n == 1 {
		return token{}, 0, &Error{at, "this byte is no UTF-8; write the text anew"}
	}
	if r == '=' {
		return token{}, 0, &Error{at, "= sets nothing here; write == to compare"}
	}
	return token{}, 0, &Error{at, fmt.Sprintf("%q is not understood here; use and, or, not, in, == != < <= > >= + - * ( ) [ , ]", r)}
}

func cutText(rest string, at int) (token, int, *Error) {
	n := strings.IndexByte(rest[1:], rest[0])
	if n < 0 {
		return token{}, 0, &Error{at, fmt.Sprintf("the text has no end; close it with %c", rest[0])}
	}
	body := rest[1 : 1+n]
	if i := strings.IndexAny(body, "\\\r\n"); i >= 0 {
		return token{}, 0, &Error{at + 1 + i, `a text has no backslash and ends on its line; put " in '...' and ' in "..."`}
	}
	if !utf8.ValidString(body) {
		return token{}, 0, &Error{at, "the text is no UTF-8; write it anew"}
	}
	return token{kind: quoted, text: body, at: at}, at + n + 2, nil
}

func cutFigure(rest string, at int) (token, int, *Error) {
	n := 1
	for n < len(rest) && digit(rest[n]) {
		n++
	}
	if n < len(rest) && (rest[n] == '.' || rest[n] == '_' || letter(rest[n])) {
		return token{}, 0, &Error{at, "numbers are whole and of digits alone; write money in minor units: 499 for 4.99"}
	}
	num, err := strconv.ParseInt(rest[:n], 10, 64)
	if err != nil {
		return token{}, 0, &Error{at, "the number is too large; the largest is 9223372036854775807"}
	}
	return token{kind: figure, text: rest[:n], num: num, at: at}, at + n, nil
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
