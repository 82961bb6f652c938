package ask

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"math"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Go has the same operators in the same order (but for ! in front of a
// comparison, which neither allows without brackets), so its own parser reads
// what Compile must have read, and big numbers say what must come out.
func TestProgram_MeansWhatGoAndBigNumbersSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := truths(t, 3)
		p, err := Compile(text, map[string]Type{"a": Number, "b": Number, "t": Truth})
		if err != nil {
			if len(text) <= MaxText && err.(*Error).At < 100 { //nolint:errorlint // Compile promises the type
				t.Fatalf("%s: %v", text, err)
			}
			t.Skip("too long")
		}
		tree, err := parser.ParseExpr(text)
		if err != nil {
			t.Fatalf("%s: Go says %v", text, err)
		}
		env := map[string]int64{"a": rapid.Int64().Draw(t, "a"), "b": rapid.Int64Range(-3, 3).Draw(t, "b"), "t": rapid.Int64Range(0, 1).Draw(t, "t")}
		got := p.Holds(func(name string) Value {
			if name == "t" {
				return TruthOf(env[name] == 1)
			}
			return NumberOf(env[name])
		})
		if want := model(tree, env) != 0; got != want {
			t.Fatalf("%s with %v = %t, want %t", text, env, got, want)
		}
	})
}

func truths(t *rapid.T, deep int) string {
	if deep == 0 {
		return rapid.SampledFrom([]string{"t", "true", "false", "!t"}).Draw(t, "truth")
	}
	switch rapid.IntRange(0, 6).Draw(t, "form") {
	case 0:
		return "(" + truths(t, deep-1) + ")"
	case 1:
		return "!(" + truths(t, deep-1) + ")"
	case 2:
		return truths(t, deep-1) + " && " + truths(t, deep-1)
	case 3:
		return truths(t, deep-1) + " || " + truths(t, deep-1)
	default:
		return sumsOf(t, deep) + rapid.SampledFrom([]string{" == ", " != ", " < ", " <= ", " > ", " >= "}).Draw(t, "compare") + sumsOf(t, deep)
	}
}

func sumsOf(t *rapid.T, deep int) string {
	if deep == 0 || rapid.Bool().Draw(t, "leaf") {
		return rapid.SampledFrom([]string{"a", "b", "0", "1", "2", "7", "-1", "9223372036854775807", "-a", "-b"}).Draw(t, "number")
	}
	both := sumsOf(t, deep-1) + rapid.SampledFrom([]string{" + ", " - ", " * "}).Draw(t, "sum") + sumsOf(t, deep-1)
	if rapid.Bool().Draw(t, "brackets") {
		return "(" + both + ")"
	}
	return both
}

// model walks Go's tree. Truth is 1 and 0.
func model(tree ast.Expr, env map[string]int64) int64 {
	truth := map[bool]int64{true: 1}
	switch e := tree.(type) {
	case *ast.ParenExpr:
		return model(e.X, env)
	case *ast.Ident:
		return env[e.Name] + truth[e.Name == "true"]
	case *ast.BasicLit:
		n, _ := strconv.ParseInt(e.Value, 10, 64)
		return n
	case *ast.UnaryExpr:
		if e.Op == gotoken.NOT {
			return 1 - model(e.X, env)
		}
		return clamp(new(big.Int).Neg(big.NewInt(model(e.X, env))))
	case *ast.BinaryExpr:
		a, b := model(e.X, env), model(e.Y, env)
		x, y := big.NewInt(a), big.NewInt(b)
		return map[gotoken.Token]int64{
			gotoken.LAND: a & b, gotoken.LOR: a | b, gotoken.EQL: truth[a == b], gotoken.NEQ: truth[a != b], gotoken.LSS: truth[a < b],
			gotoken.LEQ: truth[a <= b], gotoken.GTR: truth[a > b], gotoken.GEQ: truth[a >= b],
			gotoken.ADD: clamp(new(big.Int).Add(x, y)), gotoken.SUB: clamp(new(big.Int).Sub(x, y)), gotoken.MUL: clamp(new(big.Int).Mul(x, y)),
		}[e.Op]
	}
	panic("the generator wrote something else")
}

func clamp(n *big.Int) int64 {
	switch {
	case n.IsInt64():
		return n.Int64()
	case n.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}
