package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/yamlfile"
)

// entry is a rule with the place where it is written.
type entry struct {
	*Rule
	data     []byte
	at, path string
}

// problem is a fault about a key of the rule, with its line.
func (e entry) problem(key, what, remedy string) error {
	return yamlfile.At(e.data, e.at, e.path+key, "审核规则「"+e.ID+"」"+what, remedy)
}

// Load reads all rules/*.yaml of fsys in name order, compiles the expressions
// against the items of the plan and the columns of the forms, and checks the book.
// A rule with overrides takes the place of the rule of its id as a whole.
func Load(fsys fs.FS, shown string, p *plan.Plan) (*Catalogue, error) {
	forms, err := form.Load(fsys, shown, p)
	if err != nil {
		return nil, err
	}
	cat := &Catalogue{byID: map[string]*Rule{}, forms: forms, plan: p}
	entries, err := cat.read(fsys, shown)
	if err != nil {
		return nil, err
	}
	env := newEnvironment(p, forms)
	for _, again := range []bool{false, true} {
		for _, e := range entries {
			if e.Overrides != again {
				continue
			}
			if err := cat.add(e, env); err != nil {
				return nil, err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(cat.byID)) {
		cat.Rules = append(cat.Rules, cat.byID[id])
	}
	return cat, cat.complete(shown)
}

// read gives the rules of all files as they are written, and keeps the digest.
func (c *Catalogue) read(fsys fs.FS, shown string) ([]entry, error) {
	names, err := fs.Glob(fsys, "rules/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	h := sha256.New()
	var entries []entry
	for _, name := range names {
		var file struct {
			Rules        []*Rule       `yaml:"rules"`
			Explanations *Explanations `yaml:"explanations"`
		}
		at := shown + "/" + name
		if err := yamlfile.Load(fsys, name, at, &file); err != nil {
			return nil, err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(data))
		h.Write(data)
		if file.Explanations != nil {
			c.talk = file.Explanations
		}
		for i, r := range file.Rules {
			entries = append(entries, entry{r, data, at, fmt.Sprintf("$.rules[%d]", i)})
		}
	}
	c.version = hex.EncodeToString(h.Sum(nil))[:12]
	return entries, nil
}

func (c *Catalogue) add(r entry, env *environment) error {
	if r.ID == "" || r.Name == "" || r.Message == "" || r.Remedy == "" {
		return r.problem("", "缺少 id、name、message 或 remedy", "请补全。")
	}
	before := c.byID[r.ID]
	switch {
	case before != nil && !r.Overrides:
		return r.problem(".id", "的编号已被使用", "编号不得重复，停用的编号也不再启用；要改写该规则，请写上 overrides: true。")
	case before == nil && r.Overrides:
		return r.problem(".overrides", "没有可改写的规则", "请核对编号；新增规则不写 overrides。")
	}
	if before != nil && before.Expr == "" {
		for name := range before.Params {
			if _, ok := r.Params[name]; !ok {
				return r.problem("", "改写时缺少参数「"+name+"」，程序会用到它", "请在 params 中写上该参数。")
			}
		}
	}
	sev, ok := ParseSeverity(r.Level)
	if !ok {
		return r.problem(".level", "的级别「"+r.Level+"」不认识", "可用的写法：强制性、准强制性、核实性、提示。")
	}
	r.severity = sev
	if !slices.Contains(scopes, r.Scope) {
		return r.problem(".scope", "的范围「"+string(r.Scope)+"」不认识", "可用的写法："+listed(scopes)+"。")
	}
	if err := c.checkFilters(r, env); err != nil {
		return err
	}
	if r.Expr != "" {
		if err := r.compile(env); err != nil {
			return err
		}
	}
	c.byID[r.ID] = r.Rule
	return nil
}

func listed[T ~string](list []T) string {
	var words []string
	for _, w := range list {
		words = append(words, string(w))
	}
	return strings.Join(words, "、")
}

// checkFilters refuses what the rule could never look at.
func (c *Catalogue) checkFilters(r entry, env *environment) error {
	for _, id := range r.Forms {
		if _, ok := c.forms.Def(id); !ok {
			return r.problem(".forms", "提到未知的表「"+id+"」", "请使用 templates/forms/ 中的 id。")
		}
	}
	for _, u := range r.Units {
		_, known := env.plan.Unit(u)
		if !known && !slices.Contains([]plan.UnitKind{plan.County, plan.Park, plan.SubPark, plan.DeptUnit}, plan.UnitKind(u)) {
			return r.problem(".units", "提到未知的单位「"+u+"」", "请使用单位代码，或 county、park、sub_park、department。")
		}
	}
	for _, code := range r.Items {
		if _, ok := env.plan.Item(code); !ok {
			return r.problem(".items", "提到未知的指标「"+code+"」", "请使用 inputs/plan/ 中的代码。")
		}
	}
	for _, k := range r.Kinds {
		if !slices.Contains([]plan.IndicatorKind{plan.Flow, plan.Stock, plan.YearlyRate, plan.RatioKind, TaskRow, ProjectRow}, k) {
			return r.problem(".kinds", "提到未知的指标类别「"+string(k)+"」", "可用的写法：flow、stock、yearly_rate、ratio、task、project。")
		}
	}
	for _, w := range r.Periods {
		if !slices.Contains([]string{"year", "quarter", "month", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"}, w) {
			return r.problem(".periods", "的报告期「"+w+"」不认识", "可用的写法：year、quarter、month，或月份 02 至 12。")
		}
	}
	for name, values := range r.By {
		if _, ok := r.Params[name]; !ok {
			return r.problem(".by", "的 by 提到未知的参数「"+name+"」", "请在 params 中写上该参数的通用值。")
		}
		for code := range values {
			if _, ok := env.plan.Item(code); !ok {
				return r.problem(".by", "的 by 提到未知的指标「"+code+"」", "请使用 inputs/plan/ 中的代码。")
			}
		}
	}
	if _, ok := r.Params[toleranceName]; ok && r.Tolerance != nil {
		return r.problem(".tolerance", "把 tol 写了两次", "请只用 params 或 tolerance 中的一种。")
	}
	return nil
}

// compile checks the expression and what belongs to it. An expression that holds
// units against each other returns nothing: cross-source figures misbehave.
func (r entry) compile(env *environment) error {
	if t := r.Tolerance; t != nil {
		n := 0
		for _, f := range []yamlfile.Figure{t.Absolute, t.Relative, t.Rounding} {
			if f.Set() {
				n++
			}
		}
		if n != 1 {
			return r.problem(".tolerance", "的容差要写明一种", "可用的写法：absolute、relative、rounding 三者之一。")
		}
	}
	if r.Scope == CrossUnit && r.severity.Returns() {
		return r.problem(".level", "跨单位比较，级别不得高于核实性", "请改为核实性或提示。")
	}
	prog, err := env.compile(r.Rule)
	if err != nil {
		return r.problem(".expr", "的表达式有误："+err.Error(), "请使用指标代码和 value、prior、growth、current 等栏目名；各范围可用的写法见操作指南。")
	}
	r.program = prog
	if name := r.unnamed(); name != "" {
		return r.problem(".message", "的文字中有填不上的「{"+name+"}」", "请使用表达式用到的栏目、params、show 中的名称，或 itemname、unitname。")
	}
	if r.At == "" {
		return r.problem("", "缺少 at", "请用 at 写明问题指向表达式中的哪一项。")
	}
	if prog.at < 0 {
		return r.problem(".at", "的 at「"+r.At+"」不是栏目", "请用 at 写明问题指向表达式中的哪一项。")
	}
	seen := map[string]bool{}
	for i, e := range r.Examples {
		if _, ok := outcomes[e.Want]; !ok {
			return r.problem(fmt.Sprintf(".examples[%d].want", i), "的例子「"+e.Want+"」不认识", "可用的写法：pass、fail、na。")
		}
		for name := range e.Given {
			if !slices.Contains(r.Operands(), name) {
				return r.problem(fmt.Sprintf(".examples[%d]", i), "的例子给了表达式没有的「"+name+"」", "请只写表达式用到的各项。")
			}
		}
		seen[e.Want] = true
	}
	if !seen["pass"] || !seen["fail"] {
		return r.problem("", "缺少例子", "请在 examples 中至少写一个 pass 和一个 fail。")
	}
	return nil
}

// complete proves that every rule the program raises is in the book, and that
// every rule is either an expression or raised by the program.
func (c *Catalogue) complete(shown string) error {
	raised := Raised()
	for _, id := range raised {
		if c.byID[id] == nil {
			return yamlfile.At(nil, shown+"/rules", "$", "审核规则「"+id+"」缺失，程序会用到它", "请恢复内置规则文件，只修改级别、参数和文字。")
		}
	}
	for _, r := range c.Rules {
		if r.Expr == "" && !slices.Contains(raised, r.ID) {
			return yamlfile.At(nil, shown+"/rules", "$", "审核规则「"+r.ID+"」既没有表达式，也不是程序内置的检查", "请写上 expr，或删去该规则。")
		}
	}
	return nil
}

// ownUnit is the unit of the rows that the rule looks at, if they share one.
func (r *Rule) ownUnit(p *plan.Plan) string {
	units := slices.Clone(r.Measured)
	for _, code := range r.Items {
		it, _ := p.Item(code)
		units = append(units, it.Unit)
	}
	slices.Sort(units)
	if units = slices.Compact(units); len(units) == 1 {
		return units[0]
	}
	return own
}

// TextArgs are the arguments that the program gives the texts of every expression
// rule, beside operands, constants and show.
var TextArgs = []string{"itemname", "unitname", "unit", "implied", "recomputed", "last.period"}

// unnamed is a placeholder of the texts that nothing fills, or nothing.
func (r *Rule) unnamed() string {
	known := append(slices.Clone(TextArgs), r.Constants()...)
	known = append(known, slices.Collect(maps.Keys(r.Show))...)
	for _, ref := range r.program.refs {
		known = append(known, ref.Name)
	}
	for _, m := range placeholder.FindAllString(r.Message+r.Remedy, -1) {
		if name := m[1 : len(m)-1]; !slices.Contains(known, name) {
			return name
		}
	}
	return ""
}
