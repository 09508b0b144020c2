package rule

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Formula translates an expression rule into a spreadsheet formula that is TRUE
// where the rule fails: all operands that may not be missing are numbers and the
// expression is false.
// cell gives the address of an operand, ok false if the form has no cell for it.
// Comparisons are made on the difference rounded to nine decimals, since
// spreadsheets reckon in binary. The error names what could not be translated.
func (r *Rule) Formula(cell func(operand string) (address string, ok bool)) (string, error) {
	tree, err := parser.Parse(r.Expr)
	if err != nil {
		return "", err
	}
	t := &translator{rule: r, cell: cell}
	body, err := t.logic(tree.Node)
	if err != nil {
		return "", fmt.Errorf("rule %s: %w", r.ID, err)
	}
	parts := make([]string, 0, len(r.Operands())+1)
	for i, name := range r.Operands() {
		address, ok := cell(name)
		if !ok {
			return "", fmt.Errorf("rule %s: no cell for %s", r.ID, name)
		}
		if !r.MayMiss(i) {
			parts = append(parts, "ISNUMBER("+address+")")
		}
	}
	return "AND(" + strings.Join(append(parts, "NOT("+body+")"), ",") + ")", nil
}

var errTolerance = errors.New("容差随指标而定")

type translator struct {
	rule *Rule
	cell func(string) (string, bool)
}

// logic translates a node that is true or false.
func (t *translator) logic(n ast.Node) (string, error) {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		if call, isCall := n.(*ast.CallNode); isCall && call.Callee.String() == "has" && len(call.Arguments) == 1 {
			address, err := t.number(call.Arguments[0])
			return "ISNUMBER(" + address + ")", err
		}
		if u, isUnary := n.(*ast.UnaryNode); isUnary && (u.Operator == "not" || u.Operator == "!") {
			inner, err := t.logic(u.Node)
			return "NOT(" + inner + ")", err
		}
		return "", fmt.Errorf("cannot translate %s", n)
	}
	switch b.Operator {
	case "and", "&&", "or", "||":
		left, err := t.logic(b.Left)
		if err != nil {
			return "", err
		}
		right, err := t.logic(b.Right)
		name := map[string]string{"and": "AND", "&&": "AND", "or": "OR", "||": "OR"}[b.Operator]
		return name + "(" + left + "," + right + ")", err
	case "<", "<=", ">", ">=", "==", "!=":
		left, err := t.number(b.Left)
		if err != nil {
			return "", err
		}
		right, err := t.number(b.Right)
		return "ROUND(" + left + "-(" + right + "),9)" + strings.NewReplacer("==", "=", "!=", "<>").Replace(b.Operator) + "0", err
	}
	return "", fmt.Errorf("cannot translate operator %s", b.Operator)
}

// number translates a node that is a number.
func (t *translator) number(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return n.String(), nil
	case *ast.IdentifierNode:
		if p, ok := t.rule.Params[n.Value]; ok {
			return "(" + p.Text + ")", nil
		}
		if tol := t.rule.Tolerance; tol != nil && n.Value == toleranceName {
			if !tol.Absolute.Set() {
				return "", errTolerance
			}
			return "(" + tol.Absolute.Text + ")", nil
		}
		return t.operand(n.Value)
	case *ast.MemberNode:
		return t.operand(n.Node.String() + "." + strings.Trim(n.Property.String(), `"`))
	case *ast.UnaryNode:
		inner, err := t.number(n.Node)
		return "(" + n.Operator + inner + ")", err
	case *ast.BuiltinNode:
		if n.Name == "abs" && len(n.Arguments) == 1 {
			return t.abs(n.Arguments[0])
		}
	case *ast.CallNode:
		if n.Callee.String() == "abs" && len(n.Arguments) == 1 {
			return t.abs(n.Arguments[0])
		}
	case *ast.BinaryNode:
		if !strings.Contains("+-*/", n.Operator) {
			break
		}
		left, err := t.number(n.Left)
		if err != nil {
			return "", err
		}
		right, err := t.number(n.Right)
		return "(" + left + n.Operator + right + ")", err
	}
	return "", fmt.Errorf("cannot translate %s", n)
}

func (t *translator) abs(n ast.Node) (string, error) {
	inner, err := t.number(n)
	return "ABS(" + inner + ")", err
}

func (t *translator) operand(name string) (string, error) {
	address, ok := t.cell(name)
	if !ok {
		return "", fmt.Errorf("no cell for %s", name)
	}
	return address, nil
}
