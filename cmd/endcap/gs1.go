package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

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
  endcap gs1 --to bracketed < codes.txt
  endcap gs1 --to link --root https://id.example.org ']d20109521234543213' --json

Without a text, each line of standard input is one: a file, a pipe, or what a scanner types until Ctrl-D. A separator may be typed as <GS>. The exit code is 1 if a text is not valid. What --json and --lines write: docs/gs1.md.`
}

// Run explains every text, and fails if one of them is not valid.
func (v *gs1Verb) Run(std *cli.IO) error {
	p, err := v.parser()
	if err != nil {
		return err
	}
	switch {
	case (v.Lines || v.Lint) && len(v.Text) > 0:
		return cli.Misuse("gs1: --lines and --lint answer standard input; leave out the texts, or the flag")
	case v.Lines || v.Lint:
		return answerLines(p.Dictionary, std.In, std.Out)
	case v.To == "link" && !begins(v.Root):
		return cli.Misuse("gs1: --root: no link can begin with %q; write it like https://id.example.org", v.Root)
	case len(v.Text) == 0 && v.Together:
		return cli.Misuse("gs1: give --together the texts of one thing, each as an argument")
	case len(v.Text) == 0:
		return v.hear(p, std)
	}
	return v.show(std, v.explain(p, v.Text, time.Now()), false)
}

// begins reports whether links can begin with this root.
func begins(root string) bool {
	u, err := url.Parse(root)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && !strings.ContainsAny(root, "?#")
}

// hear explains each line of standard input as it comes: a scanner types them.
func (v *gs1Verb) hear(p gs1.Parser, std *cli.IO) (wanting error) {
	if f, ok := std.In.(*os.File); ok {
		if _, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS); err == nil {
			fmt.Fprintln(std.Err, "Scan a code, or type one and press Enter; Ctrl-D ends.")
		}
	}
	lines := bufio.NewScanner(std.In)
	lines.Buffer(nil, maxLine)
	heard := false
	for lines.Scan() {
		if lines.Text() == "" {
			continue
		}
		if err := v.show(std, v.explain(p, []string{lines.Text()}, time.Now()), heard); errors.Is(err, cli.ErrWanting) {
			wanting = err
		} else if err != nil {
			return err
		}
		heard = true
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("gs1: read standard input: %w", err)
	}
	if !heard {
		return cli.Misuse("gs1: give a text to explain, or one a line on standard input; see endcap gs1 --help")
	}
	return wanting
}

// show prints explanations, and returns cli.ErrWanting if one is of a fault.
// Faults never stand among the forms that --to writes for another program.
func (v *gs1Verb) show(std *cli.IO, all []*explanation, again bool) (wanting error) {
	for _, x := range all {
		show := func(w io.Writer) { x.print(w, again) }
		switch {
		case v.To != "" && x.Error == nil:
			show = func(w io.Writer) { fmt.Fprintln(w, x.Written) }
		case v.To != "":
			show = func(io.Writer) { x.print(std.Err, false) }
		}
		if err := std.Print(x, show); err != nil {
			return err
		}
		if again = true; x.Error != nil {
			wanting = cli.ErrWanting
		}
	}
	return wanting
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
func (v *gs1Verb) explain(p gs1.Parser, texts []string, now time.Time) []*explanation {
	var all []*explanation
	var parts []*gs1.Message
	for _, text := range texts {
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
	x := &explanation{Texts: texts}
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
