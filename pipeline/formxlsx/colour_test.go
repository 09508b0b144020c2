package formxlsx

import (
	"os"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

func (s sample) rules(t testing.TB) *rule.Catalogue {
	t.Helper()
	cat, err := rule.Load(os.DirFS("../../templates"), "templates", s.plan)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// everySheet is every sheet that some unit is asked for in a year or in a month.
func (s sample) everySheet(t testing.TB) []form.Sheet {
	t.Helper()
	var all []form.Sheet
	for _, when := range []string{"2017", "2018-06"} {
		for _, u := range s.plan.Reporters() {
			all = append(all, s.forms.Sheets(s.plan, u, period(t, when))...)
		}
	}
	return all
}

// What has no colour is what needs more than the numbers of one form.
func TestUntranslated(t *testing.T) {
	s := load(t)
	cat := s.rules(t)
	var beyond []string
	wide := map[string]bool{}
	for _, r := range cat.Rules {
		if r.Expr != "" && slices.Contains([]rule.Scope{rule.CrossForm, rule.CrossPeriod, rule.CrossUnit, rule.PlanScope}, r.Scope) {
			wide[r.ID] = true
		}
	}
	if len(wide) < 40 {
		t.Errorf("only %d rules look beyond the form", len(wide))
	}
	for _, g := range Untranslated(cat, s.everySheet(t)) {
		if r, _ := cat.Rule(g.Rule); wide[g.Rule] {
			delete(wide, g.Rule)
		} else if r.Scope != rule.Cell {
			beyond = append(beyond, g.Rule)
		} else if r.Expr != "" {
			t.Errorf("%s %s: %s", g.Rule, g.Name, g.Why)
		}
		if g.Why == "" || !strings.HasSuffix(g.Why, "。") {
			t.Errorf("%s: no reason: %q", g.Rule, g.Why)
		}
	}
	if got, want := strings.Join(beyond, " "), "H01 H02 H03 P32 R09 R10 R12 T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11 T12 U01 U02 U03 U04 X01 X02 X03"; got != want {
		t.Errorf("without a colour: %s, want %s", got, want)
	}
	if len(wide) > 0 {
		t.Errorf("not named: %v", wide)
	}
	park := s.forms.Sheets(s.plan, s.unit(t, "P01"), period(t, "2017"))
	var missing []string
	for _, g := range Untranslated(cat, park) {
		if r, _ := cat.Rule(g.Rule); r.Expr != "" && strings.ContainsAny(r.ID[:1], "PR") && (r.Scope == rule.Row || r.Scope == rule.Form) {
			missing = append(missing, g.Rule)
		}
	}
	want := "P01 P02 P05 P06 P07 P08 P09 P21 P22 P23 P24 P25 P26 R04 R05 R08 R09 R10 R12"
	if got := strings.Join(missing, " "); got != want {
		t.Errorf("a park's year lacks %s, want %s", got, want)
	}
}

// A rule that a spreadsheet cannot reckon, or that only informs, is named.
func TestUntranslatedExpression(t *testing.T) {
	s := load(t)
	cat := *s.rules(t)
	for i, r := range cat.Rules {
		if r.ID == "R05" {
			odd := *r
			odd.Expr = "max(value, 0) >= 0"
			cat.Rules[i] = &odd
		}
	}
	i := slices.IndexFunc(Untranslated(&cat, s.everySheet(t)), func(g Gap) bool {
		return g.Rule == "R05" && strings.Contains(g.Why, "不能写成表格公式")
	})
	if i < 0 {
		t.Error("an expression that no formula stands for is not named")
	}
	if _, err := Workbook(s.forms.Sheets(s.plan, s.unit(t, "430281"), period(t, "2018-06")), s.unit(t, "430281"), period(t, "2018-06"), Options{Rules: &cat}); err != nil {
		t.Errorf("the form is not written: %v", err)
	}
}

func TestLiveLine(t *testing.T) {
	s := load(t)
	key := func(item string, m stat.Measure) Key { return Key{"430281", "county", item, m} }
	project := func(row string, m stat.Measure) Key { return Key{"430281", "project", "project:" + row, m} }
	opt := Options{
		Rules:   s.rules(t),
		Prefill: map[Key]Value{key("gdp", stat.Previous): num("88"), key("gdp", stat.Prior): num("100"), key("trade", stat.Prior): num("97.5")},
		Entries: map[Key]Value{
			key("gdp", stat.Value):                    num("80"),      // less than before: amber
			key("gdp", stat.Growth):                   num("8.1"),     // not 80/100: amber
			key("retail", stat.Value):                 Txt("88.06亿元"), // no number: red
			key("trade", stat.Value):                  num("1.9"),     // a fiftieth of last year: red
			key("industry_va", stat.Value):            num("90"),      // a part above the whole: red
			key("industry_va", stat.PriorComparable):  num("-3"),      // out of range: red
			key("hightech_firms", stat.Value):         num("61.5"),    // half a firm: red
			key("energy_cut", stat.Value):             num("-4.7"),    // a rise: amber
			project("1", "leader"):                    Txt("张三"),
			project("2", "name"):                      Txt("陶瓷园"),
			project("2", "total_plan"):                Txt("82000万"),
			{"430281", "county", "foot", "filled_by"}: Txt("李四"),
		},
	}
	f := open(t, s.make(t, "430281", "2018-06", opt))
	for sheet, want := range map[string]string{
		"县市区表": "还有2项必填未填，5处未通过审核，另有3处需核实。", "重大项目表": "还有1项必填未填，未发现审核问题，另有1处需核实。",
	} {
		if got := raw(t, f, sheet, "C5"); got != want {
			t.Errorf("%s: %s, want %s", sheet, got, want)
		}
	}
	blank := open(t, s.make(t, "430281", "2017", Options{Rules: opt.Rules}))
	for sheet, want := range map[string]string{"县市区表": "还有19项必填未填，未发现审核问题。", "重大项目表": "未发现审核问题。"} {
		if got := raw(t, blank, sheet, "C5"); got != want {
			t.Errorf("%s: %s, want %s", sheet, got, want)
		}
	}
}

// Every formula fits Excel, whatever the length of the form.
func TestFormulasFit(t *testing.T) {
	s := load(t)
	opt := Options{Rules: s.rules(t)}
	tucked := 0
	for _, when := range []string{"2017", "2018-06"} {
		for _, u := range s.plan.Reporters() {
			f := open(t, s.make(t, u.Code, when, opt))
			for _, sheet := range f.GetSheetList() {
				for row := 1; row <= 60; row++ {
					for _, col := range []string{"A", "C", "D"} {
						formula, err := f.GetCellFormula(sheet, col+cellName(1, row)[1:])
						if err != nil || len(formula) > 8192 {
							t.Errorf("%s %s %s%d: %d characters (%v)", u.Code, sheet, col, row, len(formula), err)
						}
						if sheet == form.IdentitySheet && formula != "" {
							tucked++
						}
					}
				}
			}
		}
	}
	if tucked == 0 {
		t.Error("no sum was long enough to be divided: the case is not tested")
	}
}

// The period before is the bureau's: grey and locked, with a figure or without.
func TestPreviousIsLocked(t *testing.T) {
	s := load(t)
	f := open(t, s.make(t, "430281", "2018-06", Options{Prefill: map[Key]Value{{"430281", "county", "gdp", stat.Previous}: num("88.5")}}))
	for _, code := range []string{"01", "04"} {
		ref := at(t, f, "县市区表", code, "1—5月累计")
		id, err := f.GetCellStyle("县市区表", ref)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil || !locked(t, f, "县市区表", ref) || !slices.Equal(style.Fill.Color, []string{givenFill}) {
			t.Errorf("%s: locked %v, fill %v (%v)", ref, locked(t, f, "县市区表", ref), style.Fill.Color, err)
		}
	}
	if got := raw(t, f, "县市区表", at(t, f, "县市区表", "01", "1—5月累计")); got != "88.5" {
		t.Errorf("the figure is %q", got)
	}
}

// The ratios that stay inputs are reckoned under the foot.
func TestDerivedLine(t *testing.T) {
	s := load(t)
	key := func(item string) Key { return Key{"430281", "county", item, stat.Value} }
	f := open(t, s.make(t, "430281", "2017", Options{Rules: s.rules(t), Entries: map[Key]Value{
		key("hightech_va"): num("126.5"), key("industry_va"): num("238.6"), // 53.0176…
	}}))
	want := "高新技术产业增加值占工业总产值比重为53.02%；工业固体废弃物综合利用率—。"
	col, row := find(t, f, "县市区表", derivedTitle+want)
	if !locked(t, f, "县市区表", cellName(col, row)) {
		t.Error("the line can be typed over")
	}
	for code, derived := range map[string]bool{"06": true, "09": false, "10": true, "14": true, "15": false, "16": true} {
		if formula, _ := f.GetCellFormula("县市区表", at(t, f, "县市区表", code, "全年")); (formula != "") != derived {
			t.Errorf("%s: the formula is %q", code, formula)
		}
	}
	month := open(t, s.make(t, "430281", "2018-06", Options{Rules: s.rules(t)}))
	if refs, _ := month.SearchSheet("县市区表", "^注：", true); len(refs) > 0 {
		t.Error("a line without ratios")
	}
}
