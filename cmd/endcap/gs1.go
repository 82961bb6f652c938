package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"endcap/internal/cli"
	"endcap/scanner/gs1"
)

// gs1Verb explains what GS1 data says.
type gs1Verb struct {
	Text       []string     `arg:"" optional:"" help:"What a scanner sends, AIs in brackets, a Digital Link, or the digits under a bar code."`
	Layout     []gs1.Layout `placeholder:"21IIIIIWWWWWC" help:"How the store's scales number what they weigh: I item, W grams, P price, V price check digit, C check digit; or a country, such as SE."`
	Dictionary string       `placeholder:"FILE" help:"Parse by this release of the GS1 Barcode Syntax Dictionary, in its official text form."`
	Strict     bool         `help:"Refuse what the official engine refuses; mend nothing."`
	Together   bool         `help:"Take the texts for several codes on one thing, and say what they say together."`
	To         string       `enum:",link,elements,bracketed,scan" default:"" placeholder:"FORM" help:"Print the text in a canonical form instead: link, elements, bracketed or scan (with the separator as it is, ASCII 29)."`
	Root       string       `default:"https://id.gs1.org" placeholder:"URL" help:"Where links begin that --to link writes."`
	Lines      bool         `help:"Answer JSON lines on standard input: {\"id\",\"kind\",\"input\"}."`
	Lint       bool         `help:"Answer JSON lines, each a component for one check of the dictionary: {\"id\",\"linter\",\"input\"}."`
}

// Help is shown by endcap gs1 --help.
func (*gs1Verb) Help() string {
	return `Example:
  endcap gs1 '(01)09521234543213(17)261231(10)ABC'
  endcap gs1 'https://id.example.org/01/09521234543213/10/ABC?17=261231'
  endcap gs1 --together ']E09521234543213' '(17)261231(10)ABC'
  endcap gs1 --to link --root https://id.example.org ']d20109521234543213' --json

A separator may be typed as <GS>. The exit code is 1 if a text is not valid. What --json and --lines write: docs/gs1.md.`
}

// Run explains every text, and fails if one of them is not valid.
func (v *gs1Verb) Run(std *cli.IO) error {
	p, err := v.parser()
	if err != nil {
		return err
	}
	if v.Lines || v.Lint {
		return answerLines(p.Dictionary, std.In, std.Out)
	}
	if len(v.Text) == 0 {
		return cli.Misuse("gs1: give a text to explain, or --lines; see endcap gs1 --help")
	}
	valid := true
	for i, x := range v.explain(p, time.Now()) {
		show := func(w io.Writer) { x.print(w, i > 0) }
		if v.To != "" && x.Error == nil {
			show = func(w io.Writer) { fmt.Fprintln(w, x.Written) }
		}
		if err := std.Print(x, show); err != nil {
			return err
		}
		valid = valid && x.Error == nil
	}
	if !valid {
		return cli.ErrWanting
	}
	return nil
}

// parser parses as the flags say.
func (v *gs1Verb) parser() (p gs1.Parser, err error) {
	if !v.Strict {
		p.Repairs = gs1.AllRepairs
	}
	p.SkipRequired = v.Together // what one code needs, another may carry
	if v.Dictionary == "" {
		return p, nil
	}
	f, err := os.Open(v.Dictionary)
	if err != nil {
		return p, fmt.Errorf("gs1: the dictionary: %w; name another file", err)
	}
	defer f.Close() // which was only read
	p.Dictionary, err = gs1.ReadDictionary(f)
	return p, err
}

// explain explains the texts: each, and with --together what they say as one.
func (v *gs1Verb) explain(p gs1.Parser, now time.Time) []*explanation {
	var all []*explanation
	var parts []*gs1.Message
	for _, text := range v.Text {
		x := &explanation{Text: text}
		if m := x.parse(p, text); m != nil {
			parts = append(parts, m)
			if !v.Together {
				x.tell(m, v.Layout, now)
				x.write(m, v.To, v.Root)
			}
		}
		if x.Error != nil || !v.Together {
			all = append(all, x)
		}
	}
	if !v.Together || len(parts) == 0 {
		return all
	}
	x := &explanation{Texts: v.Text}
	m, err := gs1.Merge(parts...)
	if !x.fails(err) {
		x.tell(&m, v.Layout, now)
		x.write(&m, v.To, v.Root)
	}
	return append(all, x)
}

// write adds the canonical form that was asked for.
func (x *explanation) write(m *gs1.Message, form, root string) {
	var err error
	switch form {
	case "link":
		x.Written, err = m.Link(root)
	case "elements":
		x.Written = m.ElementString()
	case "bracketed":
		x.Written = m.Bracketed()
	case "scan":
		id := m.ID
		if id == "" || m.Form == gs1.FormElements {
			id = "]d2"
		}
		x.Written, err = m.Scan(id)
	}
	x.fails(err)
}

// fails keeps an error, if it is one, and reports whether it is.
func (x *explanation) fails(err error) bool {
	if bad, ok := errors.AsType[*gs1.Error](err); ok {
		x.Error = &explainedErr{bad.Code, bad.AI, bad.With, bad.Pos, bad.Len, bad.Error()}
	}
	return err != nil
}
