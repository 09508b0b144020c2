package rule

import (
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/shopspring/decimal"
)

// Derivation is what a form rule of the shape abs(at - x) <= tol reckons for its
// own figure: the x.
type Derivation struct {
	rule *Rule
	x    ast.Node
	// Operands are the names that x needs, in order of first use.
	Operands []string
}

// Derived finds the derivation in a rule; ok is false for a rule of another shape.
func (r *Rule) Derived() (d Derivation, ok bool) {
	if r.Scope != Form || r.Expr == "" {
		return d, false
	}
	tree, err := parser.Parse(r.Expr)
	if err != nil {
		return d, false
	}
	difference := reckoned(tree.Node)
	if difference == nil {
		return d, false
	}
	same := func(operand string) (string, bool) { return operand, true }
	if left, err := (&translator{rule: r, cell: same}).number(difference.Left); err != nil || left != r.At {
		return d, false
	}
	d = Derivation{rule: r, x: difference.Right}
	for _, name := range r.Operands() {
		if name != r.At {
			d.Operands = append(d.Operands, name)
		}
	}
	return d, len(d.Operands) > 0
}

// Formula is the derivation as a spreadsheet formula.
func (d Derivation) Formula(cell func(operand string) (address string, ok bool)) (string, error) {
	return (&translator{rule: d.rule, cell: cell}).number(d.x)
}

// Value reckons the derivation; ok is false where an operand is missing or a
// denominator is nought.
func (d Derivation) Value(operand func(name string) (decimal.Decimal, bool)) (value decimal.Decimal, ok bool) {
	return d.value(d.x, operand)
}

func (d Derivation) value(n ast.Node, operand func(string) (decimal.Decimal, bool)) (decimal.Decimal, bool) {
	b, binary := n.(*ast.BinaryNode)
	if !binary {
		return d.leaf(n, operand)
	}
	left, okLeft := d.value(b.Left, operand)
	right, okRight := d.value(b.Right, operand)
	if !okLeft || !okRight {
		return left, false
	}
	switch b.Operator {
	case "+":
		return left.Add(right), true
	case "-":
		return left.Sub(right), true
	case "*":
		return left.Mul(right), true
	case "/":
		if !right.IsZero() {
			return left.Div(right), true
		}
	}
	return left, false
}

// leaf is a number, a constant of the rule or an operand.
func (d Derivation) leaf(n ast.Node, operand func(string) (decimal.Decimal, bool)) (decimal.Decimal, bool) {
	name := ""
	t := &translator{rule: d.rule, cell: func(operand string) (string, bool) { name = operand; return operand, true }}
	text, err := t.number(n)
	if err != nil {
		return decimal.Decimal{}, false
	}
	if name != "" {
		return operand(name)
	}
	if id, ok := n.(*ast.IdentifierNode); ok {
		return d.rule.Params[id.Value].Decimal, true
	}
	v, err := decimal.NewFromString(text)
	return v, err == nil
}

// reckoned is the difference a - x of abs(a - x) <= tol, or nil.
func reckoned(n ast.Node) *ast.BinaryNode {
	limit, ok := n.(*ast.BinaryNode)
	if !ok || limit.Operator != "<=" {
		return nil
	}
	var inner []ast.Node
	switch call := limit.Left.(type) {
	case *ast.BuiltinNode:
		if call.Name == "abs" {
			inner = call.Arguments
		}
	case *ast.CallNode:
		if call.Callee.String() == "abs" {
			inner = call.Arguments
		}
	}
	if len(inner) != 1 {
		return nil
	}
	if d, ok := inner[0].(*ast.BinaryNode); ok && d.Operator == "-" {
		return d
	}
	return nil
}
