// Package cli is the manner of both commands: one binary with verbs, --help
// with an example, --json everywhere, and exit codes 0 done, 1 found wanting,
// 2 misused.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	Done    = 0
	Wanting = 1 // the command ran, and what it looked at is not as it should be
	Misused = 2 // the command was called wrongly
)

// IO is what a verb reads and writes.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	// JSON is true when --json was given: results go to Out as JSON, one
	// value a line.
	JSON bool
}

// Print writes v as one JSON line when --json was given, otherwise the text
// that human writes.
func (o *IO) Print(v any, human func(w io.Writer)) error {
	if !o.JSON {
		human(o.Out)
		return nil
	}
	enc := json.NewEncoder(o.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Options are the flags every verb has. Embed them in the struct of verbs.
type Options struct {
	JSON bool `help:"Print JSON, one value a line." name:"json"`
}

func (o *Options) wantsJSON() bool { return o.JSON }

// ErrWanting is returned by a verb that has printed what is wrong already and
// only wants exit code 1.
var ErrWanting = errors.New("found wanting")

type misuse struct{ error }

// Misuse is an error for a call that cannot be meant: exit code 2.
func Misuse(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// Main runs one verb of verbs, a pointer to a struct in kong's notation that
// embeds Options. The Run method of a verb may ask for a context.Context and
// an *IO. It returns the exit code.
func Main(ctx context.Context, name, about string, verbs interface{ wantsJSON() bool }, args []string, std IO) int {
	exit, ended := 0, false
	parser, err := kong.New(verbs, kong.Name(name), kong.Description(about),
		kong.Writers(std.Out, std.Err), kong.Exit(func(c int) { exit, ended = c, true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError())
	if err != nil {
		panic(fmt.Sprintf("cli: the verbs of %s do not parse: %v", name, err))
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	call, err := parser.Parse(args)
	if ended { // --help
		return exit
	}
	if err == nil {
		std.JSON = verbs.wantsJSON()
		call.BindTo(ctx, (*context.Context)(nil))
		err = call.Run(&std)
	} else {
		err = Misuse("%w (see %s --help)", err, name+verb(err))
	}
	return report(&std, name, err)
}

// verb is the verb that was called wrongly, with a space before it, if it got
// that far.
func verb(err error) string {
	bad, ok := errors.AsType[*kong.ParseError](err)
	if !ok || bad.Context.Selected() == nil {
		return ""
	}
	return " " + bad.Context.Selected().Name
}

// report says what went wrong, once, where the caller looks for it.
func report(std *IO, name string, err error) int {
	if err == nil {
		return Done
	}
	code := Wanting
	if errors.As(err, &misuse{}) {
		code = Misused
	}
	if errors.Is(err, ErrWanting) {
		return code
	}
	if std.JSON {
		_ = std.Print(map[string]string{"error": err.Error()}, nil)
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(std.Err, "%s: %s\n", name, line)
	}
	return code
}
