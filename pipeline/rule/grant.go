package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/yamlfile"
)

// GrantEntry is one entry of the bureau's list of grants (准予.yaml): which
// finding of which unit, for which figure, why, by whom and when.
type GrantEntry struct {
	Unit   yamlfile.Scalar `yaml:"unit"`   // name or code
	Rule   yamlfile.Scalar `yaml:"rule"`   // id of a 准强制性 rule
	Item   yamlfile.Scalar `yaml:"item"`   // name or code of a row, or
	Form   yamlfile.Scalar `yaml:"form"`   // of a form, for a finding about no row in it
	Value  yamlfile.Scalar `yaml:"value"`  // the figure or text that stands there
	Reason yamlfile.Scalar `yaml:"reason"` // as concrete as a 核实说明
	By     yamlfile.Scalar `yaml:"by"`     // 准予人, an office or title
	Date   yamlfile.Scalar `yaml:"date"`   // 2018-07-12

	unit, form string
	items      []string
	grant      Grant
}

// Grants reads the bureau's list of grants. What cannot be understood, or may not
// be granted, is a configuration fault that names the line.
func (c *Catalogue) Grants(data []byte, shown string, p *plan.Plan) ([]*GrantEntry, error) {
	var list []*GrantEntry
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil, nil
	}
	if err := yamlfile.Decode(data, shown, &list); err != nil {
		return nil, err
	}
	for i, g := range list {
		problem := func(key, what, remedy string) error {
			return yamlfile.At(data, shown, fmt.Sprintf("$[%d]%s", i, key), fmt.Sprintf("第%d条准予", i+1)+what, remedy)
		}
		if g == nil {
			return nil, problem("", "是空的", "请写全该条，或删去。")
		}
		if err := c.resolve(g, p, problem); err != nil {
			return nil, err
		}
		if twice := slices.IndexFunc(list[:i], g.same); twice >= 0 {
			return nil, problem("", fmt.Sprintf("与第%d条相同", twice+1), "同一单位、规则、指标和数值只准予一次，请删去其中一条。")
		}
	}
	return list, nil
}

// complain makes the fault about one key of an entry.
type complain func(key, what, remedy string) error

func (c *Catalogue) resolve(g *GrantEntry, p *plan.Plan, problem complain) error {
	for _, must := range []struct {
		key, name string
		value     yamlfile.Scalar
	}{
		{"unit", "单位", g.Unit}, {"rule", "规则编号", g.Rule}, {"value", "数值", g.Value},
		{"reason", "理由", g.Reason}, {"by", "准予人", g.By}, {"date", "日期", g.Date},
	} {
		if strings.TrimSpace(must.value.Text) == "" {
			return problem("", "没有写"+must.name+"（"+must.key+"）", "请补上；数值照报来的样子写，准予人写职务或处室。")
		}
	}
	u, ok := p.FindUnit(g.Unit.Text)
	if !ok {
		return problem(".unit", "的单位「"+g.Unit.Text+"」不在报送名单中", "请写单位的名称或代码，与 inputs/plan/units.yaml 一致。")
	}
	g.unit = u.Code
	if err := c.mayGrant(g, problem); err != nil {
		return err
	}
	if err := c.resolvePlace(g, p, problem); err != nil {
		return err
	}
	if !c.Explains(g.Reason.Text) {
		return problem(".reason", "的理由「"+g.Reason.Text+"」不具体", "请写明为什么可以保留这个数，空话不算理由。")
	}
	if utf8.RuneCountInString(strings.TrimSpace(g.By.Text)) < 2 {
		return problem(".by", "的准予人「"+g.By.Text+"」不完整", "请写准予人的职务或处室。")
	}
	if _, err := time.Parse(time.DateOnly, g.Date.Text); err != nil {
		return problem(".date", "的日期「"+g.Date.Text+"」无法识别", "请写成 2018-07-12 的样子。")
	}
	g.grant = Grant{Reason: strings.TrimSpace(g.Reason.Text), By: strings.TrimSpace(g.By.Text), Date: g.Date.Text}
	return nil
}

// mayGrant refuses what is not the bureau's to grant.
func (c *Catalogue) mayGrant(g *GrantEntry, problem complain) error {
	r, ok := c.Rule(g.Rule.Text)
	if !ok {
		return problem(".rule", "的规则「"+g.Rule.Text+"」不存在", "请写审核报告中的规则编号；zhibao rules 列出全部规则。")
	}
	why := map[Severity]string{
		Mandatory: "强制性问题必须改正，不能准予", Verify: "核实性问题由单位写核实说明，不用准予", Hint: "提示无须处理，不用准予",
	}[r.Severity()]
	if why != "" {
		return problem(".rule", "的规则「"+g.Rule.Text+"」（"+r.Name+"）是"+r.Severity().String()+"的："+why, "只有准强制性问题可以准予，请删去该条。")
	}
	return nil
}

// resolvePlace finds the rows, or the form, that an entry names.
func (c *Catalogue) resolvePlace(g *GrantEntry, p *plan.Plan, problem complain) error {
	item, sheet := strings.TrimSpace(g.Item.Text), strings.TrimSpace(g.Form.Text)
	switch {
	case item == "" && sheet == "" || item != "" && sheet != "":
		return problem("", "应写指标（item）或表（form），二者写一项", "问题在某一行的写 item，不在任何一行的写 form。")
	case strings.HasPrefix(item, "project:"):
		g.items = []string{item}
	case item != "":
		for _, it := range p.FindItems(item) {
			g.items = append(g.items, it.Code)
		}
		if len(g.items) == 0 {
			return problem(".item", "的指标「"+item+"」没有定义", "请写表上的指标名称或代码。")
		}
	default:
		for _, d := range c.forms.Defs {
			if d.ID == sheet || label.Equal(d.Title, sheet) || label.Equal(d.Sheet, sheet) {
				g.form = d.ID
			}
		}
		if g.form == "" {
			return problem(".form", "的表「"+sheet+"」没有定义", "请写工作表的名称，例如县市区表。")
		}
	}
	return nil
}

// same reports whether two entries grant the same.
func (g *GrantEntry) same(other *GrantEntry) bool {
	return g.unit == other.unit && g.Rule.Text == other.Rule.Text && g.form == other.form &&
		slices.Equal(g.items, other.items) && sameText(g.Value.Text, other.Value.Text)
}

// UnitCode is the code of the unit that the entry is about.
func (g *GrantEntry) UnitCode() string { return g.unit }

// What names the row or form of the entry as it is written.
func (g *GrantEntry) What() string {
	if g.Item.Text != "" {
		return g.Item.Text
	}
	return g.Form.Text
}

// Grant is what a finding carries that the entry grants.
func (g *GrantEntry) Grant() Grant { return g.grant }

// Covers reports whether the entry is about this finding; Holds, whether for the
// figure that now stands there.
func (g *GrantEntry) Covers(r Result) bool {
	if r.Outcome != Fail || r.Severity != NearMandatory || r.Rule != g.Rule.Text || r.Subject.Unit != g.unit {
		return false
	}
	if g.form != "" {
		return r.Subject.Form == g.form && r.Subject.Item == ""
	}
	return slices.Contains(g.items, r.Subject.Item)
}

// Holds reports whether a finding that the entry covers is about the granted figure.
func (g *GrantEntry) Holds(r Result) bool { return sameText(g.Value.Text, r.Figure()) }

// Figure is the figure or text that a finding points at, as the unit sent it.
func (r Result) Figure() string {
	if len(r.Operands) > 0 {
		return r.Operands[0].Text
	}
	return r.Seen
}

// sameText compares two figures by value, two texts as labels.
func sameText(a, b string) bool {
	x, errX := decimal.NewFromString(strings.TrimSpace(a))
	y, errY := decimal.NewFromString(strings.TrimSpace(b))
	if errX == nil && errY == nil {
		return x.Equal(y)
	}
	return label.Equal(a, b)
}
