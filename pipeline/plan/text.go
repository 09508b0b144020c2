package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/yamlfile"
)

// textFile holds the figures of the plan's text; a plan folder may lack it.
const textFile = "text.yaml"

// Text is what the plan's text says in figures, and how its figures hang together.
type Text struct {
	Given        bool          `yaml:"-"` // the folder has the file
	Facts        []Fact        `yaml:"facts"`
	Denominators []Denominator `yaml:"denominators"`
	Limits       []Limit       `yaml:"limits"`
}

// Fact is one figure of the text. A code of an indicator, task, industry or park
// figure says that the fact is the same quantity.
type Fact struct {
	Code   string          `yaml:"code"`
	Name   string          `yaml:"name"`
	Place  string          `yaml:"place"` // in the plan, as in 一、（三）
	Year   int             `yaml:"year"`
	Value  yamlfile.Figure `yaml:"value"`
	Unit   string          `yaml:"unit"`
	Bound  string          `yaml:"bound"`  // 以上, 左右, 以内, 突破
	Growth yamlfile.Figure `yaml:"growth"` // per cent; of the target year the yearly mean, of others over the year before

	Part  string `yaml:"part"` // of a share: part ÷ whole × 100
	Whole string `yaml:"whole"`
	Alike string `yaml:"alike"` // another measure of the same firms

	Names   []string        `yaml:"names"`   // what the text lists under a number
	Counts  string          `yaml:"counts"`  // what of the plan the number counts
	Members []string        `yaml:"members"` // codes of the industries named
	Floor   yamlfile.Figure `yaml:"floor"`   // target that each of them must have at least
}

// Denominator is the denominator that the plan prints for a ratio, and what the
// numerator is part of: the ratio times the printed one cannot exceed it.
type Denominator struct {
	Indicator string `yaml:"indicator"`
	Printed   string `yaml:"printed"`
	Within    string `yaml:"within"`
}

// Limit says that one product of figures is part of another, in every year.
type Limit struct {
	Name   string  `yaml:"name"`
	Unit   string  `yaml:"unit"`
	Reason string  `yaml:"reason"`
	Left   Product `yaml:"left"`
	Right  Product `yaml:"right"`
}

// Product is Times multiplied and divided by Over. An operand is a code, of the
// year in hand, or code@year; per cent counts as hundredths.
type Product struct {
	Times []string `yaml:"times"`
	Over  []string `yaml:"over"`
}

// Codes of figures that stand in the plan data as well: totals of the industries'
// and of table 2's targets, the parks together, and the lists of large parks.
const (
	industriesCode  = "industries"
	parksCode       = "parks"
	parkRevenueCode = "park_revenue"
	parkHighTech    = "park_hightech_output"
	parkShareCode   = "park_share"
	over100bnCode   = "parks_over_100bn"
	over30bnCode    = "parks_over_30bn"
)

// loadText reads the text's figures if the folder has them.
func (p *Plan) loadText(fsys fs.FS, shown string) error {
	data, err := fs.ReadFile(fsys, textFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := yamlfile.Load(fsys, textFile, shown+"/"+textFile, &p.Text); err != nil {
		return err
	}
	p.Text.Given = true
	p.files = append(p.files, source{textFile, data})
	return nil
}

func (p *Plan) checkText(shown string) error {
	for n, f := range p.Text.Facts {
		if key, what, remedy := p.factFault(f); what != "" {
			return p.problem(shown, textFile, fmt.Sprintf("$.facts[%d].%s", n, key), what, remedy)
		}
	}
	for n, d := range p.Text.Denominators {
		at := fmt.Sprintf("$.denominators[%d].", n)
		if _, ok := p.Indicator(d.Indicator); !ok {
			return p.problem(shown, textFile, at+"indicator", fmt.Sprintf("正文数字提到未知指标「%s」", d.Indicator), "请使用 indicators.yaml 中的代码。")
		}
		for _, ref := range []struct{ key, code string }{{"printed", d.Printed}, {"within", d.Within}} {
			if !p.knownFigure(ref.code) {
				return p.problem(shown, textFile, at+ref.key, fmt.Sprintf("分母 %s 提到未知的数「%s」", ref.key, ref.code), figureRemedy)
			}
		}
	}
	for n, l := range p.Text.Limits {
		at := fmt.Sprintf("$.limits[%d].name", n)
		if l.Name == "" || l.Reason == "" || len(l.Left.Times) == 0 || len(l.Right.Times) == 0 {
			return p.problem(shown, textFile, fmt.Sprintf("$.limits[%d]", n), fmt.Sprintf("数量关系「%s」没有写全", l.Name), "请写明 name、reason、left 和 right。")
		}
		for _, ref := range slices.Concat(l.Left.Times, l.Left.Over, l.Right.Times, l.Right.Over) {
			if code, year, ok := splitRef(ref); !ok || year != 0 && !p.inPlan(year) || !p.knownFigure(code) {
				return p.problem(shown, textFile, at, fmt.Sprintf("数量关系「%s」提到未知的数「%s」", l.Name, ref), figureRemedy)
			}
		}
	}
	return nil
}

const figureRemedy = "请使用 indicators.yaml、tasks.yaml 中的代码，或本文件 facts 中的 code；需固定年份的写成 代码@2017，年份应在方案期内。"

// factFault is what is wrong with a fact: the key, what, and what to do.
func (p *Plan) factFault(f Fact) (key, what, remedy string) {
	switch {
	case f.Code == "" || f.Name == "" || f.Place == "":
		return "year", fmt.Sprintf("正文数字「%s」缺少代码、名称或在方案中的位置", f.Name), "请补上 code、name 和 place，例如 place: 一、（三）。"
	case !p.inPlan(f.Year):
		return "code", fmt.Sprintf("正文数字「%s」的年份%d不在方案期内", f.Name, f.Year), fmt.Sprintf("请写%d至%d之间的年份。", p.Head.BaseYear, p.Head.TargetYear)
	case !f.Value.Set() && !f.Growth.Set() && len(f.Names) == 0:
		return "code", fmt.Sprintf("正文数字「%s」没有数字", f.Name), "请补上 value 或 growth；只列名称的写 names。"
	case f.Value.Set() && f.Unit == "":
		return "code", fmt.Sprintf("正文数字「%s」没有计量单位", f.Name), "请补上 unit，例如 亿元。"
	case !slices.Contains([]string{"", "以上", "左右", "以内", "突破"}, f.Bound):
		return "bound", fmt.Sprintf("正文数字「%s」的 bound 写成了「%s」", f.Name, f.Bound), "可用的写法：以上、左右、以内、突破"
	case (f.Part == "") != (f.Whole == "") || f.Part != "" && f.Unit != "%":
		return "code", fmt.Sprintf("正文数字「%s」是占比，应写明 part、whole，单位为%%", f.Name), "请补上缺少的一项，或删去另一项。"
	case f.Counts != "" && p.countOf(f.Counts) < 0:
		return "counts", fmt.Sprintf("正文数字「%s」的 counts 写成了「%s」", f.Name, f.Counts), "可用的写法：产业链、产业所属的类别（如 原字号）、园区的层次（如 重点园区）"
	case f.Floor.Set() != (len(f.Members) > 0):
		return "code", fmt.Sprintf("正文数字「%s」的 members 和 floor 应同时写明", f.Name), "请补上缺少的一项，或删去另一项。"
	}
	for _, ref := range []struct{ key, code string }{{"part", f.Part}, {"whole", f.Whole}, {"alike", f.Alike}} {
		if ref.code != "" && !p.knownFigure(ref.code) {
			return ref.key, fmt.Sprintf("正文数字「%s」的 %s 提到未知的数「%s」", f.Name, ref.key, ref.code), figureRemedy
		}
	}
	for i, name := range f.Names {
		if name == "" || slices.Contains(f.Names[:i], name) {
			return "names", fmt.Sprintf("正文数字「%s」所列名称「%s」为空或重复", f.Name, name), "请改正 names。"
		}
	}
	for _, code := range f.Members {
		if !slices.ContainsFunc(p.Industries, func(d Industry) bool { return d.Code == code }) {
			return "members", fmt.Sprintf("正文数字「%s」提到未知产业「%s」", f.Name, code), "请使用 tasks.yaml 中产业的代码。"
		}
	}
	return p.factUnitFault(f)
}

// factUnitFault holds the unit of a fact against that of the same figure elsewhere.
func (p *Plan) factUnitFault(f Fact) (key, what, remedy string) {
	unit := ""
	if it, ok := p.items[f.Code]; ok {
		unit = it.Unit
	}
	for _, g := range p.Text.Facts {
		if unit == "" && g.Code == f.Code {
			unit = g.Unit
		}
	}
	if f.Value.Set() && unit != "" && f.Unit != unit {
		return "unit", fmt.Sprintf("正文数字「%s」的单位「%s」与同一指标的单位「%s」不同", f.Name, f.Unit, unit), "请换算成相同的单位；不是同一指标的，请换一个代码。"
	}
	return "", "", ""
}

func (p *Plan) inPlan(year int) bool { return year >= p.Head.BaseYear && year <= p.Head.TargetYear }

// knownFigure reports whether any year's figure can stand under the code.
func (p *Plan) knownFigure(code string) bool {
	if _, ok := p.items[code]; ok || slices.Contains([]string{industriesCode, parksCode, parkRevenueCode, parkHighTech, parkShareCode}, code) {
		return true
	}
	return slices.ContainsFunc(p.Text.Facts, func(f Fact) bool { return f.Code == code && f.Value.Set() })
}

// splitRef reads code or code@year; year is 0 if none is given.
func splitRef(ref string) (code string, year int, ok bool) {
	code, digits, fixed := strings.Cut(ref, "@")
	if !fixed {
		return code, 0, code != ""
	}
	year, err := strconv.Atoi(digits)
	return code, year, err == nil && code != ""
}

// countOf counts industries of a group, parks of a tier, or the parks' chains
// (产业链); −1 if there is no such thing.
func (p *Plan) countOf(what string) int {
	n := 0
	for _, d := range p.Industries {
		if d.Group == what {
			n++
		}
	}
	for _, u := range p.UnitsOf(Park) {
		if u.Tier == what {
			n++
		}
		if what == "产业链" {
			n += len(u.Chains)
		}
	}
	if n == 0 {
		return -1
	}
	return n
}
