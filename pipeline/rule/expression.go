package rule

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// measures is what an expression may say of an item: gdp.value, or value alone
// in a row rule.
type measures struct {
	Value           decimal.Decimal `expr:"value"`
	Current         decimal.Decimal `expr:"current"`
	Previous        decimal.Decimal `expr:"previous"`
	Prior           decimal.Decimal `expr:"prior"`
	PriorComparable decimal.Decimal `expr:"prior_comparable"`
	Growth          decimal.Decimal `expr:"growth"`
}

var measureNames = []stat.Measure{stat.Value, stat.Current, stat.Previous, stat.Prior, stat.PriorComparable, stat.Growth}

func (m *measures) set(name string, d decimal.Decimal) {
	switch stat.Measure(name) {
	case stat.Value:
		m.Value = d
	case stat.Current:
		m.Current = d
	case stat.Previous:
		m.Previous = d
	case stat.Prior:
		m.Prior = d
	case stat.PriorComparable:
		m.PriorComparable = d
	case stat.Growth:
		m.Growth = d
	}
}

// environment knows the names an expression may use.
type environment struct{ items []string }

func newEnvironment(p *plan.Plan) *environment {
	env := &environment{}
	for _, i := range p.Indicators {
		env.items = append(env.items, i.Code)
	}
	for _, c := range slices.Concat(p.Components, p.ParkItems) {
		env.items = append(env.items, c.Code)
	}
	return env
}

type program struct {
	vm       *vm.Program
	operands []string
	numbers  literals
}

func (e *environment) compile(r *Rule) (*program, error) {
	names := map[string]any{}
	for name := range r.Params {
		names[name] = decimal.Decimal{}
	}
	if r.Scope == Row {
		for _, m := range measureNames {
			names[string(m)] = decimal.Decimal{}
		}
	} else {
		for _, code := range e.items {
			names[code] = measures{}
		}
	}
	source, numbers, err := nameNumbers(r.Expr)
	if err != nil {
		return nil, located(err)
	}
	for name := range numbers {
		names[name] = decimal.Decimal{}
	}
	found := &collector{params: names, row: r.Scope == Row, given: r.Params, literals: numbers}
	opts := append(arithmetic(), expr.Env(names), expr.AsBool(), expr.Patch(found))
	prog, err := expr.Compile(source, opts...)
	if err != nil {
		return nil, located(err)
	}
	if len(found.operands) == 0 {
		return nil, errors.New("没有用到任何栏目")
	}
	return &program{vm: prog, operands: found.operands, numbers: numbers}, nil
}

func located(err error) error {
	var fe *file.Error
	if errors.As(err, &fe) {
		return fmt.Errorf("第%d字符处（%s）", fe.Column+1, fe.Message)
	}
	return err
}

// literals are the numbers of an expression by the name that stands for them.
type literals map[string]decimal.Decimal

// nameNumbers puts a name of the same length in the place of every number of an
// expression, so that numbers are decimals (0.1 + 0.2 must be 0.3) and the places
// in error messages stay what they are.
func nameNumbers(source string) (string, literals, error) {
	tree, err := parser.Parse(source)
	if err != nil {
		return "", nil, err
	}
	found := &numbers{}
	ast.Walk(&tree.Node, found)
	text, named := []rune(source), literals{}
	for i, n := range found.list {
		d, err := decimal.NewFromString(strings.ReplaceAll(string(text[n.From:n.To]), "_", ""))
		if err != nil {
			return "", nil, fmt.Errorf("「%s」不是十进制数", string(text[n.From:n.To]))
		}
		name := []rune(string(rune(firstName+i)) + strings.Repeat("_", n.To-n.From-1))
		copy(text[n.From:n.To], name)
		named[string(name)] = d
	}
	return string(text), named, nil
}

// firstName is the first of the letters that stand for numbers; no code of an
// item is written with them.
const firstName = 0x1F00

// numbers gathers the places of numbers, a sign before one included.
type numbers struct{ list []file.Location }

func (n *numbers) Visit(node *ast.Node) {
	switch x := (*node).(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		n.list = append(n.list, x.Location())
	case *ast.UnaryNode:
		inner := x.Node.Location()
		if last := len(n.list) - 1; x.Operator == "-" && last >= 0 && n.list[last] == inner {
			n.list[last].From = x.Location().From
		}
	}
}

// collector gathers the operands in order of first use.
type collector struct {
	params   map[string]any
	given    map[string]yamlfile.Figure
	literals literals
	row      bool
	operands []string
}

func (c *collector) Visit(node *ast.Node) {
	name := ""
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		_, isParam := c.given[n.Value]
		_, isNumber := c.literals[n.Value]
		if c.row && !isParam && !isNumber {
			if _, known := c.params[n.Value]; known {
				name = n.Value
			}
		}
	case *ast.MemberNode:
		item, ok := n.Node.(*ast.IdentifierNode)
		field, ok2 := n.Property.(*ast.StringNode)
		if ok && ok2 {
			name = item.Value + "." + field.Value
		}
	}
	if name != "" && !slices.Contains(c.operands, name) {
		c.operands = append(c.operands, name)
	}
}

func (p *program) run(r *Rule, operand func(string) (stat.Quantity, bool)) (Outcome, error) {
	env := map[string]any{}
	for name, f := range r.Params {
		env[name] = f.Decimal
	}
	for name, d := range p.numbers {
		env[name] = d
	}
	items := map[string]measures{}
	for _, name := range p.operands {
		q, ok := operand(name)
		if !ok || q.Kind != stat.Number {
			return NotEvaluated, nil
		}
		item, measure, dotted := strings.Cut(name, ".")
		if !dotted {
			env[name] = q.Number
			continue
		}
		m := items[item]
		m.set(measure, q.Number)
		items[item] = m
		env[item] = m
	}
	out, err := expr.Run(p.vm, env)
	switch {
	case errors.Is(err, errDivision):
		return NotEvaluated, nil
	case err != nil:
		return 0, fmt.Errorf("rule %s: %w", r.ID, err)
	case out.(bool):
		return Pass, nil
	}
	return Fail, nil
}

var errDivision = errors.New("rule: division by zero")

// arithmetic makes the operators of expressions work on decimals.
func arithmetic() []expr.Option {
	type two = func(a, b decimal.Decimal) decimal.Decimal
	type cmp = func(a, b decimal.Decimal) bool
	var opts []expr.Option
	for op, f := range map[string]two{
		"+": decimal.Decimal.Add, "-": decimal.Decimal.Sub, "*": decimal.Decimal.Mul,
	} {
		opts = append(opts, operator(op, func(a, b decimal.Decimal) (any, error) { return f(a, b), nil }, new(two))...)
	}
	opts = append(opts, operator("/", func(a, b decimal.Decimal) (any, error) {
		if b.IsZero() {
			return nil, errDivision
		}
		return a.DivRound(b, 24), nil
	}, new(two))...)
	for op, f := range map[string]cmp{
		"<": decimal.Decimal.LessThan, "<=": decimal.Decimal.LessThanOrEqual, ">": decimal.Decimal.GreaterThan,
		">=": decimal.Decimal.GreaterThanOrEqual, "==": decimal.Decimal.Equal,
		"!=": func(a, b decimal.Decimal) bool { return !a.Equal(b) },
	} {
		opts = append(opts, operator(op, func(a, b decimal.Decimal) (any, error) { return f(a, b), nil }, new(cmp))...)
	}
	return append(opts,
		expr.DisableAllBuiltins(),
		expr.Function("abs", func(a ...any) (any, error) { return a[0].(decimal.Decimal).Abs(), nil },
			new(func(decimal.Decimal) decimal.Decimal)))
}

func operator(op string, f func(a, b decimal.Decimal) (any, error), signature any) []expr.Option {
	name := map[string]string{"+": "add", "-": "sub", "*": "mul", "/": "div", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}[op]
	return []expr.Option{
		expr.Function(name, func(a ...any) (any, error) { return f(a[0].(decimal.Decimal), a[1].(decimal.Decimal)) }, signature),
		expr.Operator(op, name),
	}
}
