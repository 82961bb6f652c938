package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

type verbs struct {
	Options
	Greet greet `cmd:"" help:"Greet someone."`
}

type greet struct {
	Name string `arg:"" help:"Who."`
}

func (greet) Help() string { return "Example:\n  shop greet Ada" }

func (g greet) Run(ctx context.Context, std *IO) error {
	switch g.Name {
	case "nobody":
		return Misuse("greet: nobody cannot be greeted; name someone")
	case "grump":
		return errors.New("greet: the grump does not answer")
	case "quiet":
		return ErrWanting
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return std.Print(map[string]string{"hello": g.Name}, func(w io.Writer) { _, _ = io.WriteString(w, "hello "+g.Name+"\n") })
}

func TestMain_SaysHowItEnded(t *testing.T) {
	for _, c := range []struct {
		args      string
		code      int
		out, errs string
	}{
		{"greet Ada", Done, "hello Ada\n", ""},
		{"greet Ada --json", Done, `{"hello":"Ada"}` + "\n", ""},
		{"greet <b>", Done, "hello <b>\n", ""},
		{"greet --json <b>", Done, `{"hello":"<b>"}` + "\n", ""},
		{"greet grump", Wanting, "", "shop: greet: the grump does not answer\n"},
		{"greet grump --json", Wanting, `{"error":"greet: the grump does not answer"}` + "\n", "shop: greet: the grump does not answer\n"},
		{"greet quiet", Wanting, "", ""},
		{"greet nobody", Misused, "", "shop: greet: nobody cannot be greeted; name someone\n"},
		{"greet", Misused, "", `see shop greet --help`},
		{"meet Ada", Misused, "", `see shop --help`},
		{"greet Ada --shout", Misused, "", `unknown flag --shout`},
		{"--help", Done, "greet ", ""},
		{"greet --help", Done, "shop greet Ada", ""},
		{"", Done, "greet ", ""},
	} {
		var out, errs bytes.Buffer
		code := Main(t.Context(), "shop", "A shop.", &verbs{}, strings.Fields(c.args), IO{In: strings.NewReader(""), Out: &out, Err: &errs})
		if code != c.code || !strings.Contains(out.String(), c.out) || !strings.Contains(errs.String(), c.errs) || c.errs == "" && errs.Len() > 0 {
			t.Errorf("%q: got %d, out %q, err %q; want %d, %q, %q", c.args, code, out.String(), errs.String(), c.code, c.out, c.errs)
		}
	}
}
