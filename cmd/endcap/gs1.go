package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"endcap/internal/cli"
	"endcap/scanner/gs1"
)

// gs1Verb explains what GS1 data says.
type gs1Verb struct {
	Text   []string     `arg:"" optional:"" help:"What a scanner sends, AIs in brackets, a Digital Link, or the digits under a bar code."`
	Layout []gs1.Layout `placeholder:"21IIIIIWWWWWC" help:"How the store's scales number what they weigh: I item, W grams, P price, V price check digit, C check digit."`
	Lines  bool         `help:"Answer JSON lines on standard input: {\"id\",\"kind\",\"input\"}."`
	Lint   bool         `help:"Answer JSON lines, each a component for one check of the dictionary: {\"id\",\"linter\",\"input\"}."`
}

// Help is shown by endcap gs1 --help.
func (*gs1Verb) Help() string {
	return `Example:
  endcap gs1 '(01)09521234543213(17)261231(10)ABC'
  endcap gs1 'https://id.example.org/01/09521234543213/10/ABC?17=261231'
  endcap gs1 ']d20109521234543213' --json

A separator may be typed as <GS>. The exit code is 1 if a text is not valid.`
}

// Run explains every text, and fails if one of them is not valid.
func (v *gs1Verb) Run(std *cli.IO) error {
	if v.Lines || v.Lint {
		return answerLines(std.In, std.Out)
	}
	if len(v.Text) == 0 {
		return cli.Misuse("gs1: give a text to explain, or --lines; see endcap gs1 --help")
	}
	valid := true
	for i, text := range v.Text {
		x := explain(text, v.Layout, time.Now())
		if err := std.Print(x, func(w io.Writer) { x.print(w, i > 0) }); err != nil {
			return err
		}
		valid = valid && x.Error == nil
	}
	if !valid {
		return cli.ErrWanting
	}
	return nil
}

// explanation is what one text says.
type explanation struct {
	Text     string        `json:"text"`
	Elements []explained   `json:"elements,omitempty"`
	AddOn    string        `json:"add_on,omitempty"`
	Item     *gs1.Item     `json:"item,omitempty"`
	Warnings []gs1.Warning `json:"warnings,omitempty"`
	Error    *explainedErr `json:"error,omitempty"`
}

// explained is one element with its meaning.
type explained struct {
	gs1.Element
	Title   string `json:"title,omitempty"`
	Meaning string `json:"meaning,omitempty"`
}

// explainedErr is why a text is not valid, and where.
type explainedErr struct {
	Code gs1.Code `json:"code"`
	AI   gs1.AI   `json:"ai,omitzero"`
	Pos  int      `json:"pos"`
	Len  int      `json:"len"`
	Text string   `json:"text"`
}

func explain(text string, layouts []gs1.Layout, now time.Time) *explanation {
	text, typed := strings.ReplaceAll(text, "<GS>", gs1.GS), strings.Contains(text, "<GS>")
	x := &explanation{Text: text}
	m, err := gs1.Parse(text)
	if bad, ok := errors.AsType[*gs1.Error](err); ok {
		x.Error = &explainedErr{bad.Code, bad.AI, bad.Pos, bad.Len, bad.Error()}
		return x
	}
	x.AddOn = m.AddOn
	for el := range m.All() {
		x.Elements = append(x.Elements, explained{el, el.AI.Title(), el.Meaning(now)})
	}
	item, warnings := m.Item(now, layouts)
	x.Item, x.Warnings = &item, warnings
	if typed {
		x.Warnings = append(x.Warnings, gs1.Warning{Code: "typed_separator", Text: "<GS> was read as the separator, ASCII 29"})
	}
	return x
}

// print writes the table of a valid text, or the fault of another one.
func (x *explanation) print(w io.Writer, again bool) {
	if again {
		fmt.Fprintln(w)
	}
	if x.Error != nil {
		x.printFault(w)
		return
	}
	var table strings.Builder
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "AI\tTITLE\tVALUE\tMEANING")
	for _, el := range x.Elements {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\n", el.AI, el.Title, el.Value, el.Meaning)
	}
	if x.AddOn != "" {
		fmt.Fprintf(tab, "\tADD-ON\t%s\tbeside the number\n", x.AddOn)
	}
	_ = tab.Flush() // into memory
	for line := range strings.Lines(table.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
	if it := x.Item; it.Grams > 0 || it.Price > 0 {
		fmt.Fprintf(w, "item %s", it.GTIN)
		if it.Grams > 0 {
			fmt.Fprintf(w, ", %d g", it.Grams)
		}
		if it.Price > 0 {
			fmt.Fprintf(w, ", price %d.%02d", it.Price/100, it.Price%100)
		}
		fmt.Fprintln(w)
	}
	for _, warning := range x.Warnings {
		fmt.Fprintf(w, "note: %s\n", warning.Text)
	}
}

// printFault shows the text with the faulty part marked below.
func (x *explanation) printFault(w io.Writer) {
	seen := []rune(strings.ToValidUTF8(strings.ReplaceAll(x.Text[:min(x.Error.Pos, len(x.Text))], gs1.GS, "␝"), "?"))
	fmt.Fprintln(w, strings.ReplaceAll(x.Text, gs1.GS, "␝"))
	if x.Error.Len > 0 {
		fmt.Fprintln(w, strings.Repeat(" ", len(seen))+strings.Repeat("^", min(x.Error.Len, len(x.Text)-x.Error.Pos)))
	}
	fmt.Fprintln(w, x.Error.Text)
}
