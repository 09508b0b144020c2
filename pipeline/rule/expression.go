package rule

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
)

// program is a compiled expression: functions over the operands of one case.
type program struct {
	refs      []Ref
	optional  []bool   // asked about by has(): may be missing
	texts     []bool   // may hold a text
	constants []string // parameters by slot
	run       logic
	show      map[string]number
	own       int // how many operands the expression itself has; those of show follow
	at        int // the slot of the operand that a finding points at
	decimals  int // of the coarsest named operand; -1 if none
	ownItem   bool
	percent   bool
}

// frame is one case: figures and texts by slot. na is set when an operand that is
// missing, or a division by nought, is reached.
type frame struct {
	values    []stat.Quantity
	have      []bool
	constants []decimal.Decimal
	na        bool
}

type (
	number func(*frame) decimal.Decimal
	logic  func(*frame) bool
)

// mistake is what is wrong with an expression, and at which character, from 0.
type mistake struct {
	at   int
	text string
}

func (m mistake) Error() string { return fmt.Sprintf("第%d字符处（%s）", m.at+1, m.text) }

// compiler turns expr's tree into functions, checking names and units on the way.
type compiler struct {
	env  *environment
	rule *Rule
	own  string // the unit of the row's item where the rule's items share one
	out  *program
}

func (e *environment) compile(r *Rule) (*program, error) {
	tree, err := parser.Parse(r.Expr)
	if err != nil {
		return nil, located(err)
	}
	c := &compiler{env: e, rule: r, own: r.ownUnit(e.plan), out: &program{decimals: -1}}
	run, err := c.logic(tree.Node)
	if err != nil {
		return nil, err
	}
	if len(c.out.refs) == 0 {
		return nil, errors.New("没有用到任何栏目")
	}
	c.out.run = run
	if err := c.shown(r.Show); err != nil {
		return nil, err
	}
	c.out.at = slices.IndexFunc(c.out.refs, func(ref Ref) bool { return ref.Name == r.At })
	return c.out, nil
}

// shown compiles the figures that the texts name, and the place that the finding
// points at. What they need beside the expression's own operands may be missing.
func (c *compiler) shown(show map[string]string) error {
	own := len(c.out.refs)
	c.out.show = map[string]number{}
	for _, name := range slices.Sorted(maps.Keys(show)) {
		tree, err := parser.Parse(show[name])
		if err == nil {
			c.out.show[name], _, err = c.number(tree.Node)
		}
		if err != nil {
			return fmt.Errorf("show 中的「%s」：%w", name, located(err))
		}
	}
	if tree, err := parser.Parse(c.rule.At); err == nil {
		_, _, _ = c.operand(tree.Node) // a name that is none is not found by at
	}
	for i := own; i < len(c.out.refs); i++ {
		c.out.optional[i] = true
	}
	c.out.own = own
	return nil
}

func located(err error) error {
	var fe *file.Error
	if errors.As(err, &fe) {
		return mistake{fe.Column, "写法有误，请检查括号、引号和运算符"}
	}
	return err
}

func fail(n ast.Node, format string, args ...any) error {
	return mistake{n.Location().From, fmt.Sprintf(format, args...)}
}

// logic compiles a node that is true or false.
func (c *compiler) logic(n ast.Node) (logic, error) {
	switch x := n.(type) {
	case *ast.UnaryNode:
		if x.Operator == "not" || x.Operator == "!" {
			inner, err := c.logic(x.Node)
			return func(f *frame) bool { return !inner(f) }, err
		}
	case *ast.CallNode:
		if x.Callee.String() == "has" && len(x.Arguments) == 1 {
			return c.has(x.Arguments[0])
		}
	case *ast.BinaryNode:
		switch x.Operator {
		case "and", "&&", "or", "||":
			left, err := c.logic(x.Left)
			if err != nil {
				return nil, err
			}
			right, err := c.logic(x.Right)
			if x.Operator == "and" || x.Operator == "&&" {
				return func(f *frame) bool { return left(f) && right(f) }, err
			}
			return func(f *frame) bool { return left(f) || right(f) }, err
		case "<", "<=", ">", ">=", "==", "!=":
			return c.comparison(x)
		}
	}
	return nil, fail(n, "此处应为比较，例如 value >= 0")
}

// has asks whether an operand is there; it may then be missing.
func (c *compiler) has(n ast.Node) (logic, error) {
	slot, _, err := c.operand(n)
	if err != nil {
		return nil, err
	}
	c.out.optional[slot] = true
	return func(f *frame) bool { return f.have[slot] }, nil
}

func (c *compiler) comparison(x *ast.BinaryNode) (logic, error) {
	if word, ok := x.Right.(*ast.StringNode); ok {
		return c.wording(x, word.Value)
	}
	left, a, err := c.number(x.Left)
	if err != nil {
		return nil, err
	}
	right, b, err := c.number(x.Right)
	if err != nil {
		return nil, err
	}
	if _, ok := meet(a, b); !ok {
		return nil, fail(x, "「%s」与「%s」不能比较", a.name, b.name)
	}
	holds := map[string]func(int) bool{
		"<": func(n int) bool { return n < 0 }, "<=": func(n int) bool { return n <= 0 }, ">": func(n int) bool { return n > 0 },
		">=": func(n int) bool { return n >= 0 }, "==": func(n int) bool { return n == 0 }, "!=": func(n int) bool { return n != 0 },
	}[x.Operator]
	return func(f *frame) bool { return holds(left(f).Cmp(right(f))) }, nil
}

// wording compares a text of the form with a word.
func (c *compiler) wording(x *ast.BinaryNode, word string) (logic, error) {
	slot, unit, err := c.operand(x.Left)
	if err != nil {
		return nil, err
	}
	if unit != textual || x.Operator != "==" && x.Operator != "!=" {
		return nil, fail(x, "只有文字栏目可以与文字比较，用 == 或 !=")
	}
	return func(f *frame) bool {
		if !f.have[slot] {
			f.na = true
			return false
		}
		return (strings.TrimSpace(f.values[slot].Read) == word) == (x.Operator == "==")
	}, nil
}

// number compiles a node that is a number.
func (c *compiler) number(n ast.Node) (number, dimension, error) {
	switch x := n.(type) {
	case *ast.IntegerNode:
		return c.written(decimal.NewFromInt(int64(x.Value)))
	case *ast.FloatNode:
		return c.written(decimal.NewFromFloat(x.Value)) // the shortest decimal, which is what was written
	case *ast.UnaryNode:
		inner, d, err := c.number(x.Node)
		if x.Operator == "-" {
			return func(f *frame) decimal.Decimal { return inner(f).Neg() }, d, err
		}
	case *ast.BuiltinNode:
		return c.function(n, x.Name, x.Arguments)
	case *ast.CallNode:
		return c.function(n, x.Callee.String(), x.Arguments)
	case *ast.BinaryNode:
		return c.arithmetic(x)
	case *ast.IdentifierNode, *ast.MemberNode:
		if id, ok := n.(*ast.IdentifierNode); ok && c.rule.isConstant(id.Value) {
			if unit, ok := c.rule.ParamUnit[id.Value]; ok {
				return c.constant(id.Value), dimensionOf(unit), nil
			}
			return c.constant(id.Value), dimension{any: true}, nil
		}
		return c.figure(n)
	}
	return nil, dimension{}, fail(n, "此处应为数字或栏目")
}

func (c *compiler) written(v decimal.Decimal) (number, dimension, error) {
	return func(*frame) decimal.Decimal { return v }, literal(v), nil
}

func (c *compiler) constant(name string) number {
	i := slices.Index(c.out.constants, name)
	if i < 0 {
		i, c.out.constants = len(c.out.constants), append(c.out.constants, name)
	}
	return func(f *frame) decimal.Decimal { return f.constants[i] }
}

// function compiles abs, min and max.
func (c *compiler) function(n ast.Node, name string, args []ast.Node) (number, dimension, error) {
	two := map[string]func(decimal.Decimal, ...decimal.Decimal) decimal.Decimal{"min": decimal.Min, "max": decimal.Max}[name]
	if !(name == "abs" && len(args) == 1 || two != nil && len(args) == 2) {
		return nil, dimension{}, fail(n, "没有「%s」这个函数，可用 abs、min、max、has", name)
	}
	a, d, err := c.number(args[0])
	if err != nil || two == nil {
		return func(f *frame) decimal.Decimal { return a(f).Abs() }, d, err
	}
	b, e, err := c.number(args[1])
	if err != nil {
		return nil, d, err
	}
	sum, ok := meet(d, e)
	if !ok {
		return nil, d, fail(n, "「%s」与「%s」不能比较", d.name, e.name)
	}
	return func(f *frame) decimal.Decimal { return two(a(f), b(f)) }, sum, nil
}

func (c *compiler) arithmetic(x *ast.BinaryNode) (number, dimension, error) {
	a, d, err := c.number(x.Left)
	if err != nil {
		return nil, d, err
	}
	b, e, err := c.number(x.Right)
	if err != nil {
		return nil, d, err
	}
	switch x.Operator {
	case "+", "-":
		sum, ok := meet(d, e)
		if !ok {
			return nil, d, fail(x, "「%s」与「%s」不能相加减", d.name, e.name)
		}
		if x.Operator == "+" {
			return func(f *frame) decimal.Decimal { return a(f).Add(b(f)) }, sum, nil
		}
		return func(f *frame) decimal.Decimal { return a(f).Sub(b(f)) }, sum, nil
	case "*":
		return func(f *frame) decimal.Decimal { return a(f).Mul(b(f)) }, product(d, e, 1), nil
	case "/":
		return func(f *frame) decimal.Decimal {
			by := b(f)
			if by.IsZero() {
				f.na = true
				return by
			}
			return a(f).DivRound(by, 24)
		}, product(d, e, -1), nil
	}
	return nil, d, fail(x, "不认识的运算符「%s」", x.Operator)
}

// figure is an operand that has to be a number.
func (c *compiler) figure(n ast.Node) (number, dimension, error) {
	slot, unit, err := c.operand(n)
	if err != nil {
		return nil, dimension{}, err
	}
	if unit == textual {
		return nil, dimension{}, fail(n, "「%s」是文字，不能计算", c.out.refs[slot].Name)
	}
	return func(f *frame) decimal.Decimal {
		if !f.have[slot] {
			f.na = true
		}
		return f.values[slot].Number
	}, dimensionOf(unit), nil
}

// operand gives an operand its slot.
func (c *compiler) operand(n ast.Node) (slot int, unit string, err error) {
	var parts []string
	var places []int
	for {
		if m, ok := n.(*ast.MemberNode); ok {
			field, ok := m.Property.(*ast.StringNode)
			if !ok {
				return 0, "", fail(n, "此处应为栏目")
			}
			parts, places, n = append(parts, field.Value), append(places, field.Location().From), m.Node
			continue
		}
		id, ok := n.(*ast.IdentifierNode)
		if !ok {
			return 0, "", fail(n, "此处应为栏目")
		}
		parts, places = append(parts, id.Value), append(places, id.Location().From)
		break
	}
	slices.Reverse(parts)
	slices.Reverse(places)
	ref, unit, unknown := c.env.operand(parts, c.rule.Scope)
	if unknown >= 0 {
		return 0, "", mistake{places[unknown], "不认识「" + parts[unknown] + "」，或该范围的规则不能使用"}
	}
	if ref.perRow() && c.rule.Scope == Form {
		return 0, "", mistake{places[0], "表内关系要写明指标，例如 gdp.value"}
	}
	c.note(ref, unit)
	slot = slices.Index(c.out.refs, ref)
	if slot < 0 {
		slot, c.out.refs, c.out.optional = len(c.out.refs), append(c.out.refs, ref), append(c.out.optional, false)
		c.out.texts = append(c.out.texts, unit == textual)
	}
	if unit == own {
		unit = c.own
	}
	return slot, unit, nil
}

// note keeps what a rounding tolerance needs: how many decimals operands declare.
func (c *compiler) note(ref Ref, unit string) {
	switch {
	case unit == textual || unit == Date:
	case unit == "%" && ref.Measure != stat.Value:
		c.out.percent = true
	case ref.perRow():
		c.out.ownItem = true
	default:
		if it, ok := c.env.plan.Item(ref.Item); ok && (c.out.decimals < 0 || it.Decimals < c.out.decimals) {
			c.out.decimals = it.Decimals
		}
	}
}
