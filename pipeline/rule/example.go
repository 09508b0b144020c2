package rule

import (
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Example is a small case of an expression rule: operands and what it must give.
type Example struct {
	Want  string           `yaml:"want"` // pass, fail or na
	Item  string           `yaml:"item"` // whose threshold and decimals hold; empty: none's, and two decimals
	Given map[string]Given `yaml:"given"`
}

// Given is the value of an operand in an example: a figure, a date or a word.
type Given struct {
	yamlfile.Figure
	Word string
}

// UnmarshalYAML reads a number, or a text.
func (o *Given) UnmarshalYAML(node ast.Node) error {
	if node.Type() == ast.StringType {
		o.Word = node.GetToken().Value
		return nil
	}
	return o.Figure.UnmarshalYAML(node)
}

// Quantity is the value as an observation carries it.
func (o Given) Quantity() stat.Quantity {
	if o.Set() {
		return stat.Quantity{Kind: stat.Number, Number: o.Decimal, Read: o.Text}
	}
	if n, ok := Days(o.Word); ok {
		return stat.Quantity{Kind: stat.Number, Number: n, Read: o.Word}
	}
	return stat.Quantity{Kind: stat.TextOnly, Read: o.Word}
}

// Days is a date such as 2018-06-30 as the number of days since 1970-01-01.
func Days(date string) (decimal.Decimal, bool) {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return decimal.Decimal{}, false
	}
	return decimal.NewFromInt(t.Unix() / 86400), true
}

// outcomes by the word that examples use.
var outcomes = map[string]Outcome{"pass": Pass, "fail": Fail, "na": NotEvaluated}

// ExampleResult is what a rule said of one of its own examples.
type ExampleResult struct {
	Rule   string
	Number int // from 1
	Want   Outcome
	Got    Outcome
}

// Holds reports whether the rule said what the example wants.
func (e ExampleResult) Holds() bool { return e.Got == e.Want }

// TestExamples runs every example of every expression rule, in the book's order.
func (c *Catalogue) TestExamples() []ExampleResult {
	var all []ExampleResult
	for _, r := range c.Rules {
		for i, e := range r.Examples {
			if r.Expr != "" {
				all = append(all, ExampleResult{Rule: r.ID, Number: i + 1, Want: outcomes[e.Want], Got: r.try(e, c.plan)})
			}
		}
	}
	return all
}

func (r *Rule) try(e Example, p *plan.Plan) Outcome {
	item, ok := p.Item(e.Item)
	if !ok {
		item = plan.Item{Decimals: 2}
	}
	return r.EvaluateFor(item, e.operand)
}

// operand is what the example gives for an operand.
func (e Example) operand(ref Ref) (stat.Quantity, bool) {
	v, ok := e.Given[ref.Name]
	return v.Quantity(), ok
}
