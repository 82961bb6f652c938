package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"endcap/scanner/gs1"
)

// maxLine is the longest line that gs1 --lines reads: the longest text, with
// every byte escaped.
const maxLine = 8*gs1.MaxText + 4096

// question is a line that asks gs1 --lines to parse something.
type question struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Input   string `json:"input"`
	Linter  string `json:"linter"`
	RefYear int    `json:"ref_year"`
	Opts    struct {
		Requisite *bool `json:"requisite"`
		ShortGTIN bool  `json:"zero_suppressed_gtin"`
	} `json:"opts"`
}

// answer is the line that comes back; one of its parts is there.
type answer struct {
	ID     string       `json:"id"`
	AIs    *[][2]string `json:"ais,omitempty"`
	Error  gs1.Code     `json:"error,omitempty"`
	Date   string       `json:"date,omitempty"`
	Value  string       `json:"value,omitempty"`
	GTIN14 string       `json:"gtin14,omitempty"`
	Class  string       `json:"cls,omitempty"`
	Skip   bool         `json:"skip,omitempty"`
}

// answerLines reads questions until the input ends, and answers each with a
// line at once. A line that is no question is answered with a syntax error;
// the others are answered all the same. It is strict: it repairs nothing. d is
// nil for the built-in dictionary.
func answerLines(d *gs1.Dictionary, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for lines.Scan() {
		var q question
		a := answer{Error: gs1.CodeSyntax}
		if err := json.Unmarshal(lines.Bytes(), &q); err == nil {
			a = q.answer(d)
		}
		if err := enc.Encode(a); err != nil {
			return fmt.Errorf("gs1: answer: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("gs1: read a question: %w", err)
	}
	return nil
}

func (q *question) answer(d *gs1.Dictionary) answer {
	a := answer{ID: q.ID}
	p := gs1.Parser{Dictionary: d, SkipRequired: q.Opts.Requisite != nil && !*q.Opts.Requisite, ShortGTIN: q.Opts.ShortGTIN}
	var m gs1.Message
	var err error
	switch q.Kind {
	case "scan":
		err = p.Scan(&m, q.Input)
	case "element":
		err = p.Elements(&m, q.Input)
	case "bracketed":
		err = p.Bracketed(&m, q.Input)
	case "dl":
		err = p.Link(&m, q.Input)
	case "dlc": // compressed, in whole or in part
		var plain string
		if plain, err = gs1.Decompress(q.Input); err == nil {
			err = p.Link(&m, plain)
		}
	case "lint", "":
		var known bool
		if known, err = gs1.Lint(q.Linter, q.Input); !known {
			return answer{ID: q.ID, Skip: true}
		}
	default:
		err = q.derive(&a)
		return a.or(err)
	}
	ais := make([][2]string, 0, m.Len())
	for el := range m.All() {
		ais = append(ais, [2]string{el.AI.String(), el.Value})
	}
	a.AIs = &ais
	return a.or(err)
}

// derive answers what is worked out of a value.
func (q *question) derive(a *answer) error {
	switch q.Kind {
	case "date":
		d, err := gs1.ParseDate(q.Input, q.RefYear)
		a.Date = d.String()
		return err
	case "gtin":
		m, err := gs1.ParseNumber(q.Input)
		a.GTIN14, _ = m.Value(gs1.AIGTIN)
		return err
	case "upce":
		long, err := gs1.ExpandUPCE(q.Input)
		a.GTIN14 = "00" + long
		return err
	case "decimal":
		var m gs1.Message
		err := gs1.Parser{SkipRequired: true}.Bracketed(&m, q.Input)
		if m.Len() > 0 {
			v, _ := m.At(0).Measure()
			a.Value = v.Amount.String()
		}
		return err
	case "prefix":
		m, err := gs1.ParseNumber(q.Input)
		number, _ := m.Value(gs1.AIGTIN)
		g, _ := gs1.ParseGTIN(number) // which was proved, or is reported
		a.Class = g.Class().String()
		return err
	}
	a.Skip = true
	return nil
}

// or is the answer, or the class of the error.
func (a answer) or(err error) answer {
	if bad, ok := errors.AsType[*gs1.Error](err); ok {
		return answer{ID: a.ID, Error: bad.Code}
	}
	return a
}
