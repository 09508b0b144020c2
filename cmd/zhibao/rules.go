package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/rule"
)

// scopeWords are what a person calls the scopes of rules.
var scopeWords = map[rule.Scope]string{
	rule.File: "文件", rule.Structure: "表式", rule.Cell: "单元格", rule.Row: "行内", rule.Form: "表内",
	rule.CrossForm: "表间", rule.CrossPeriod: "跨期", rule.PlanScope: "与方案", rule.CrossUnit: "单位间",
}

// outcomeWords are what a person calls the outcomes of a rule.
var outcomeWords = map[rule.Outcome]string{rule.Pass: "通过", rule.Fail: "不通过", rule.NotEvaluated: "缺数，不评判"}

func (a *app) rulesCommand() *cobra.Command {
	parent := a.withJSON(&cobra.Command{
		Use: "rules", Short: "列出、说明、检验审核规则", Example: "  zhibao rules", Args: exactly(0, "不带参数"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.open()
			if err != nil {
				return err
			}
			return a.listRules(p.Rules)
		},
	})
	parent.AddCommand(
		a.withJSON(&cobra.Command{
			Use: "explain 编号", Short: "说明一条规则", Example: "  zhibao rules explain P01", Args: exactly(1, "规则编号"),
			RunE: func(_ *cobra.Command, args []string) error {
				p, err := a.open()
				if err != nil {
					return err
				}
				return a.explainRule(p, args[0])
			},
		}),
		a.withJSON(&cobra.Command{
			Use: "test", Short: "用各规则自带的例子检验规则", Example: "  zhibao rules test", Args: exactly(0, "不带参数"),
			RunE: func(*cobra.Command, []string) error {
				p, err := a.open()
				if err != nil {
					return err
				}
				return a.testRules(p.Rules)
			},
		}),
		a.withJSON(&cobra.Command{
			Use: "lint", Short: "用台账中的数据查找从不起作用、重复或矛盾的规则", Example: "  zhibao rules lint", Args: exactly(0, "不带参数"),
			RunE: func(c *cobra.Command, _ []string) error {
				p, err := a.open()
				if err != nil {
					return err
				}
				return a.lintRules(c.Context(), p)
			},
		}),
	)
	return parent
}

// ruleEntry is a rule as --json prints it.
type ruleEntry struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Level      string   `json:"level"`
	Scope      string   `json:"scope"`
	Expression string   `json:"expression"`
	Operands   []string `json:"operands,omitempty"`
	Message    string   `json:"message"`
	Remedy     string   `json:"remedy"`
	Origin     string   `json:"origin"`
	Examples   int      `json:"examples"`
}

func entryOf(r *rule.Rule) ruleEntry {
	e := ruleEntry{ID: r.ID, Name: r.Name, Level: r.Level, Scope: string(r.Scope), Expression: r.Expr,
		Message: r.Message, Remedy: r.Remedy, Origin: r.Origin, Examples: len(r.Examples)}
	if r.Expr != "" {
		e.Operands = r.Operands()
	}
	return e
}

func (a *app) listRules(book *rule.Catalogue) error {
	if a.json {
		list := []ruleEntry{}
		for _, r := range book.Rules {
			list = append(list, entryOf(r))
		}
		return a.printJSON(list)
	}
	t := a.table("编号", "级别", "范围", "名称")
	levels := map[rule.Severity]int{}
	for _, r := range book.Rules {
		t.AppendRow(table.Row{r.ID, r.Level, scopeWords[r.Scope], r.Name})
		levels[r.Severity()]++
	}
	t.Render()
	var counts []string
	for _, s := range slices.Sorted(maps.Keys(levels)) {
		counts = append(counts, fmt.Sprintf("%s%d条", s, levels[s]))
	}
	a.say("\n共%d条：%s。\n看一条规则的说明和例子：zhibao rules explain 编号", len(book.Rules), strings.Join(counts, "，"))
	return nil
}

func (a *app) explainRule(p *pipeline.Project, id string) error {
	r, ok := p.Rules.Rule(strings.ToUpper(id))
	if !ok {
		return usage(fmt.Sprintf("没有编号为「%s」的审核规则", id), "用 zhibao rules 查看全部编号。")
	}
	if a.json {
		return a.printJSON(struct {
			ruleEntry
			Cases []rule.Case `json:"cases"`
		}{entryOf(r), p.Rules.Cases(r)})
	}
	a.say("%s  %s", r.ID, r.Name)
	line := func(key, text string) {
		if text != "" {
			a.say("  %s  %s", key, text)
		}
	}
	line("级别", r.Level+"："+levelMeaning[r.Severity()])
	line("范围", scopeWords[r.Scope])
	line("依据", r.Origin)
	line("问题", r.Message)
	line("处理", r.Remedy)
	if r.Expr == "" {
		line("判定", "由程序检查。")
		return nil
	}
	line("判定", r.Expr+"（成立为正常）")
	for _, ref := range r.Refs() {
		line("    ", ref.Name+"："+p.Rules.OperandName(ref))
	}
	for _, name := range r.Constants() {
		line("    ", name+"："+p.Rules.ConstantText(r, name))
	}
	for _, c := range p.Rules.Cases(r) {
		a.say("  例%d   %s → %s", c.Number, c.Given, outcomeWords[c.Got])
		if c.Message != "" {
			a.say("        %s", c.Message)
		}
	}
	return nil
}

// levelMeaning says what a level asks for.
var levelMeaning = map[rule.Severity]string{
	rule.Mandatory:     "不通过即退回，改正后重报",
	rule.NearMandatory: "不通过即退回，统计局可说明理由准予",
	rule.Verify:        "不通过须核实，属实的写明具体原因",
	rule.Hint:          "只作提示，不影响接收",
}

func (a *app) testRules(book *rule.Catalogue) error {
	results := book.TestExamples()
	wrong := slices.DeleteFunc(slices.Clone(results), rule.ExampleResult.Holds)
	rules := map[string]bool{}
	for _, r := range results {
		rules[r.Rule] = true
	}
	if len(wrong) > 0 {
		a.code = fault.Person
	}
	if a.json {
		return a.printJSON(map[string]any{"rules": len(rules), "examples": len(results), "wrong": len(wrong)})
	}
	slices.SortStableFunc(wrong, func(x, y rule.ExampleResult) int { return cmp.Compare(x.Rule, y.Rule) })
	for _, w := range wrong {
		a.say("%s 例%d：应为%s，实为%s。", w.Rule, w.Number, outcomeWords[w.Want], outcomeWords[w.Got])
	}
	if len(wrong) > 0 {
		a.say("%d条规则的%d个例子中有%d个不符。请改正规则的判定式，或改正例子。", len(rules), len(results), len(wrong))
		return nil
	}
	a.say("%d条规则的%d个例子全部相符。", len(rules), len(results))
	return nil
}

// lines prints words, so many to a line.
func (a *app) lines(words []string, most int) {
	for part := range slices.Chunk(words, most) {
		a.say("  %s", strings.Join(part, "、"))
	}
}

// lintRules ends with 1 if rules repeat or contradict each other; a rule that never
// failed may simply have met figures that are right.
func (a *app) lintRules(ctx context.Context, p *pipeline.Project) error {
	found, err := pipeline.LintRules(ctx, p)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(found.Remarks, func(r rule.Remark) bool { return r.Other != "" }) {
		a.code = fault.Person
	}
	if a.json {
		return a.printJSON(found)
	}
	for _, kind := range rule.RemarkKinds {
		var ids []string
		for _, r := range found.Remarks {
			switch {
			case r.Kind != kind:
			case r.Other != "":
				a.say("%s  %s、%s：%s", kind, r.Rule, r.Other, r.Text)
			default:
				ids = append(ids, r.Rule)
			}
		}
		if len(ids) > 0 {
			a.say("%s（%d条）", kind, len(ids))
			a.lines(ids, 15)
		}
	}
	a.say("用%s的数据评判%d次，值得留意的有%d处。\n从未提出问题的规则不一定有错，可能只是数据都正常。", strings.Join(found.Periods, "、"), found.Verdicts, len(found.Remarks))
	return nil
}
