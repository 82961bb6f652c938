package solve_test

import (
	"fmt"

	"endcap/offers/solve"
)

// Three for 4.00, or the cheaper of two free: greedy takes the three, which
// save most at once, and one piece is left over.
func Example() {
	p := &solve.Problem{
		Price: []int64{249, 229, 199, 189},
		Deals: []solve.Deal{
			{Kind: solve.Price, Value: 400, Groups: []solve.Group{{Quantity: 3, Units: []int32{0, 1, 2}}}},
			{Kind: solve.Free, N: 1, Groups: []solve.Group{{Quantity: 2, Units: []int32{0, 1, 2, 3}}}},
		},
	}
	if err := p.Check(); err != nil {
		fmt.Println(err)
		return
	}
	var s solve.Solver
	plan := s.Solve(p)
	for _, a := range plan.Applications {
		fmt.Println("deal", a.Deal, "on", a.Units, "given on", a.Given, "saves", a.Saved)
	}
	fmt.Println("saved", plan.Saved, "and no plan more than", plan.Bound, "- greedy", solve.Greedy(p).Saved)
	// Output:
	// deal 1 on [0 1] given on [1] saves 229
	// deal 1 on [2 3] given on [3] saves 189
	// saved 418 and no plan more than 418 - greedy 277
}
