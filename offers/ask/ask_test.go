package ask

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var segments = []string{"gold", "family"}

var fields = map[string]Type{
	"basket.total": Number, "basket.deposit": Number, "customer.visits": Number, "customer.segments": Texts,
	"customer.member": Truth, "line.brand": Text, "line.price": Number,
}

func known(name string) Value {
	switch name {
	case "basket.total":
		return NumberOf(6000)
	case "basket.deposit":
		return NumberOf(25)
	case "customer.visits":
		return NumberOf(3)
	case "customer.segments":
		return TextsOf(segments)
	case "customer.member":
		return TruthOf(true)
	case "line.brand":
		return TextOf("Ährengold")
	}
	return Value{}
}

func nobody(string) Value { return Value{} }

func TestProgram_AnswersWhatTheBasketAndTheCustomerSay(t *testing.T) {
	for text, want := range map[string]bool{
		`true`:                             true,
		`not true`:                         false,
		`customer.member`:                  true,
		`!customer.member`:                 false,
		`basket.total >= 6000`:             true,
		`basket.total > 6000`:              false,
		`basket.total < 6000`:              false,
		`basket.total <= 6000`:             true,
		`basket.total-basket.deposit>5000`: true,
		`"gold" in customer.segments`:      true,
		`'gold' not in customer.segments`:  false,
		`"gol" in customer.segments`:       false,
		`line.brand in ["Ährengold", 'B']`: true,
		`customer.visits in [1, 3, -5]`:    true,
		`-customer.visits in [1, 5, -3]`:   true,
		`customer.visits not in [3]`:       false,
		`line.brand == "Ährengold" && basket.total * 2 == 12000`: true,
		`line.brand != "Ährengold" || false`:                     false,
		`1 + 2 * 3 == 7 and (1 + 2) * 3 == 9`:                    true,
		`10 - 3 - 2 == 5`:                                        true,
		`true or true and false`:                                 true,
		`(true or true) and false`:                               false,
		`not false == true`:                                      true,
		`not customer.member == false`:                           true,
		`(1 < 2) == true`:                                        true,
		`- - 3 == 3 and -3 * 2 == -6 and 2 - -3 == 5`:            true,
		"customer.visits >= 3\n\tand (\"gold\" in customer.segments or basket.total > 999999)": true,
		`9223372036854775807 + 1 == 9223372036854775807`:                                       true,
		`-9223372036854775807 - 2 < -9223372036854775807`:                                      true,
		`4000000000 * 4000000000 > 0 and 4000000000 * -4000000000 < 0`:                         true,
		`0 * -1 == 0`:     true,
		`line.price == 0`: true, // not told: counts as none
		`basket.total * 0 == 0 and 3000000000 * 3000000000 == 9000000000000000000 and !(1 > 1)`: true,
	} {
		p, err := Compile(text, fields)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := p.Holds(known); got != want {
			t.Errorf("%s = %t, want %t", text, got, want)
		}
		if p.String() != text {
			t.Errorf("String() = %s, want %s", p, text)
		}
	}
}

func TestCompile_SaysAtWhichColumnAndWhatToDo(t *testing.T) {
	for text, want := range map[string]string{
		``:                                `ask: column 1: the condition ends here; a field, a number or a text is missing`,
		`basket.total`:                    `ask: column 1: the condition is a number; it must be true or false`,
		`basket.totl > 5`:                 `ask: column 1: basket.totl is no field; there are basket.deposit, basket.total, customer.member, customer.segments, customer.visits, line.brand, line.price`,
		`basket.total > 4.99`:             `ask: column 16: numbers are whole and of digits alone; write money in minor units: 499 for 4.99`,
		`basket.total > 1e9`:              `ask: column 16: numbers are whole and of digits alone; write money in minor units: 499 for 4.99`,
		`basket.total > 5 €`:              `ask: column 18: '€' is not understood here; use and, or, not, in, == != < <= > >= + - * ( ) [ , ]`,
		`basket.total = 5`:                `ask: column 14: = sets nothing here; write == to compare`,
		`basket.total / 2 > 1`:            `ask: column 14: '/' is not understood here; use and, or, not, in, == != < <= > >= + - * ( ) [ , ]`,
		`basket.total > "5"`:              `ask: column 14: a number > a text says nothing; both sides must be numbers`,
		`basket.total == customer.member`: `ask: column 14: a number == true or false says nothing; both sides must be numbers, both texts, or both true or false`,
		`basket.total and true`:           `ask: column 14: a number and true or false says nothing; both sides must be true or false: compare them with something`,
		`"a" in line.brand`:               `ask: column 5: a text in a text says nothing; write a text in a list of texts, or a number in a list of numbers: "gold" in customer.segments`,
		`not basket.total == 5`:           `ask: column 1: not denies a number; it denies what is true or false: put a comparison in ( )`,
		`-customer.member`:                `ask: column 1: - in front of true or false; it stands in front of a number`,
		`(true`:                           `ask: column 6: ( of column 1 is not closed; write )`,
		`true)`:                           `ask: column 5: ")" was not expected; and or or joins two conditions`,
		`true false`:                      `ask: column 6: "false" was not expected; and or or joins two conditions`,
		`true not false`:                  `ask: column 6: not stands in front of what it denies; between two things write not in, !=, and or or`,
		`true and`:                        `ask: column 9: the condition ends here; a field, a number or a text is missing`,
		`true and ) `:                     `ask: column 10: a field, a number or a text is missing in front of )`,
		`line.brand == "x`:                `ask: column 15: the text has no end; close it with "`,
		`line.brand == "x\n"`:             `ask: column 17: a text has no backslash and ends on its line; put " in '...' and ' in "..."`,
		`line.brand == "` + "\xff" + `"`:  `ask: column 15: the text is no UTF-8; write it anew`,
		"true\xff":                        `ask: column 5: this byte is no UTF-8; write the text anew`,
		`1 in [1, "a"]`:                   `ask: column 10: a list holds numbers or texts, at least one and all of one kind, as written: [1, 2] or ["a", "b"]`,
		`1 in []`:                         `ask: column 7: a list holds numbers or texts, at least one and all of one kind, as written: [1, 2] or ["a", "b"]`,
		`1 in [1`:                         `ask: column 8: [ of column 6 is not closed; write ]`,
		`1 == 9223372036854775808`:        `ask: column 6: the number is too large; the largest is 9223372036854775807`,
		`len(customer.segments) > 1`:      `ask: column 1: len is no field; there are basket.deposit, basket.total, customer.member, customer.segments, customer.visits, line.brand, line.price`,
		`true == false == true`:           `ask: column 15: == compares what was compared; join two comparisons with and, or put the first in ( )`,
		`1 < basket.total < 3`:            `ask: column 18: < compares what was compared; join two comparisons with and, or put the first in ( )`,
		`true == false not in [1]`:        `ask: column 15: not compares what was compared; join two comparisons with and, or put the first in ( )`,
		`true or ` + strings.Repeat("true or ", 50) + `true`:         `ask: column 254: the condition has more than 64 parts; split the offer, or use its own conditions`,
		`1 in [` + strings.Repeat("1,", 100) + `1]`:                  `ask: column 6: the list is too long: a condition has at most 64 parts: make it a list of the offer's own conditions`,
		strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300): `ask: column 501: the condition has 604 bytes; the most is 500`,
	} {
		p, err := Compile(text, fields)
		if err == nil {
			t.Errorf("%s was compiled: %v", text, p)
			continue
		}
		if d := cmp.Diff(err.Error(), want); d != "" {
			t.Errorf("%s (-got +want):\n%s", text, d)
		}
		if fault, ok := errors.AsType[*Error](err); !ok || fault.At < 0 || fault.At > len(text) {
			t.Errorf("%s: %v is no *Error in the text", text, err)
		}
	}
}

func TestCompile_CountsEveryEntryOfEveryList(t *testing.T) {
	long := `1 in [` + strings.Repeat("1,", 50) + `1]`
	if _, err := Compile(long, nil); err != nil {
		t.Error(err)
	}
	if _, err := Compile(long+" or "+long, nil); err == nil {
		t.Error("two lists of 51 were compiled")
	}
	for n := 55; n < 70; n++ { // number, list and in are three parts
		_, err := Compile(`1 in [`+strings.Repeat("1,", n-1)+`1]`, nil)
		if got, want := err == nil, n+3 <= MaxNodes; got != want {
			t.Errorf("%d entries: compiled is %t, want %t: %v", n, got, want, err)
		}
	}
}

func TestProgram_NamesItsFieldsOnceInTheOrderOfTheText(t *testing.T) {
	p, err := Compile(`line.price > customer.visits and "a" in customer.segments and line.price > 3`, fields)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p.Fields(), []string{"line.price", "customer.visits", "customer.segments"}); d != "" {
		t.Error(d)
	}
}

func TestProgram_AsksNothingThatNoLongerMatters(t *testing.T) {
	p, err := Compile(`customer.visits > 9 and "gold" in customer.segments or customer.member or basket.total > 0`, fields)
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	p.Holds(func(name string) Value {
		asked = append(asked, name)
		return known(name)
	})
	if d := cmp.Diff(asked, []string{"customer.visits", "customer.member"}); d != "" {
		t.Error(d)
	}
}

func TestProgram_AValueOfAnotherTypeIsNone(t *testing.T) {
	p, err := Compile(`basket.total == 0 and line.brand == "" and not customer.member and "" not in customer.segments`, fields)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range []Value{{}, TextsOf([]string{"", "gold"})} {
		if !p.Holds(func(name string) Value {
			if name == "customer.segments" {
				return NumberOf(1)
			}
			return v
		}) {
			t.Errorf("%d: a value of another type counted", i)
		}
	}
}

func TestHolds_AllocatesNothing(t *testing.T) {
	p := program(t)
	if n := testing.AllocsPerRun(100, func() { p.Holds(known) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func program(t testing.TB) *Program {
	t.Helper()
	p, err := Compile(`customer.visits >= 3 and ("gold" in customer.segments or basket.total - basket.deposit > 5000) and line.brand in ["a", "b", "Ährengold"]`, fields)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func BenchmarkHolds(b *testing.B) {
	p := program(b)
	b.ReportAllocs()
	for b.Loop() {
		p.Holds(known)
	}
}

// The dearest program there can be: every part is looked at.
func BenchmarkHolds_Largest(b *testing.B) {
	p, err := Compile("false"+strings.Repeat(" or false", 31), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(p.nodes)), "parts")
	for b.Loop() {
		p.Holds(nobody)
	}
}

func BenchmarkCompile(b *testing.B) {
	text := program(b).String()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(text, fields); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzCompile(f *testing.F) {
	f.Add(program(f).String())
	for i, s := range []string{`not a in ['x']`, `(-1*-2<3)==true`, `((1)) in [1,-2]`, "\x00", `a not in`, `[`, `"`} {
		f.Add(s + strconv.Itoa(i))
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Compile(text, fields)
		if err != nil {
			if fault, ok := errors.AsType[*Error](err); !ok || fault.At < 0 || fault.At > len(text) || fault.Fault == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if len(p.nodes) > MaxNodes || len(text) > MaxText {
			t.Fatalf("%q: %d parts", text, len(p.nodes))
		}
		asked := map[string]bool{}
		first := p.Holds(func(name string) Value { asked[name] = true; return known(name) })
		if second := p.Holds(known); second != first {
			t.Fatalf("%q is %t, then %t", text, first, second)
		}
		for _, name := range p.Fields() {
			delete(asked, name)
		}
		if len(asked) > 0 {
			t.Fatalf("%q asks for %v, which Fields does not name", text, asked)
		}
		if p, err = Compile("("+text+")", fields); err == nil && p.Holds(known) != first {
			t.Fatalf("%q says another thing in brackets", text)
		}
	})
}
