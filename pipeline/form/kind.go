package form

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// KindName names a kind of report: how long the period is that it tells of.
type KindName string

// Kinds of report.
const (
	MonthKind   KindName = "month"      // 月通报
	QuarterKind KindName = "quarter"    // 季度考核
	YearKind    KindName = "year"       // 年度评估
	PlanKind    KindName = "five_years" // 总结评估, of all years of the plan
	TenDayKind  KindName = "ten_day"    // 旬专报, of projects
	WeekKind    KindName = "week"       // 周督查, of projects
)

// kindNames are the kinds that have to be declared, in the order of their length.
func kindNames() []KindName {
	return []KindName{WeekKind, TenDayKind, MonthKind, QuarterKind, YearKind, PlanKind}
}

// KindOf is the kind of report that a period has.
func KindOf(p stat.Period) KindName {
	switch {
	case p.Kind == stat.Week:
		return WeekKind
	case p.Kind == stat.TenDay:
		return TenDayKind
	case p.Kind == stat.Quarter:
		return QuarterKind
	case p.Kind == stat.Month:
		return MonthKind
	case p.Spans():
		return PlanKind
	}
	return YearKind
}

// Kind declares a report: what its paper is called, which forms are due for it, and
// which annexes and chapters it has. A quarter and its last month, and the plan's
// close and its last year, are one observation and two reports, so only months and
// years say which forms are due. Which rows of a form are due follows from the
// frequency of each row's item.
type Kind struct {
	Kind     KindName `yaml:"kind"`
	Name     string   `yaml:"name"`     // 月通报
	Title    []string `yaml:"title"`    // lines of the title, with placeholders
	Paper    string   `yaml:"paper"`    // 文种: 通报 or 报告
	Issuer   string   `yaml:"issuer"`   // 发文机关标志; empty: the configuration's
	Forms    []string `yaml:"forms"`    // ids of the forms that are due, of month and year
	Annexes  []string `yaml:"annexes"`  // labels, of those that have something to say
	Template string   `yaml:"template"` // of the text and its chapters, a file of reports/
	Withheld []string `yaml:"-"`        // places that the public edition leaves out, of all kinds

	Submission *Submission `yaml:"submission"` // papers for the higher authority; nil: none
}

// Submission declares the papers of a year that go to the higher authority (上报): the
// covering paper, and the self-assessment with its enclosed tables.
type Submission struct {
	CoverTitle []string `yaml:"cover_title"` // lines, with the placeholders of Kind.Title
	Cover      string   `yaml:"cover"`       // template of the covering paper, a file of reports/
	Title      []string `yaml:"title"`       // of the self-assessment
	Annexes    []string `yaml:"annexes"`     // labels that the tables have in the year's report
	Template   string   `yaml:"template"`    // of the self-assessment
}

// Kinds are all kinds of report, one for each KindName.
type Kinds []Kind

// Of is the kind of a period; the zero kind if there are none.
func (k Kinds) Of(p stat.Period) Kind {
	for _, one := range k {
		if one.Kind == KindOf(p) {
			return one
		}
	}
	return Kind{}
}

// asks reports whether a form is due for a period. Without kinds every form is, and
// of short periods the forms themselves say.
func (k Kinds) asks(id string, p stat.Period) bool {
	return len(k) == 0 || p.Short() || slices.Contains(k.Of(p.Collected()).Forms, id)
}

const kindsFile = "reports/kinds.yaml"

// titlePlaceholders are what a title may hold, for the words of Kind.TitleFor.
func titlePlaceholders() []string {
	return []string{"{city}", "{zone}", "{period}", "{year}", "{first_year}", "{quarter}"}
}

// TitleFor is the title of a period's report.
func (k Kind) TitleFor(p stat.Period, city, zone string) []string {
	return TitleLines(k.Title, p, city, zone)
}

// TitleLines puts the period and the places into the lines of a title.
func TitleLines(title []string, p stat.Period, city, zone string) []string {
	quarter := fmt.Sprintf("%s季度", []string{"一", "二", "三", "四"}[(p.EndMonth()-1)/3])
	words := strings.NewReplacer("{city}", city, "{zone}", zone, "{period}", p.Label(), "{year}", fmt.Sprint(p.Year),
		"{first_year}", fmt.Sprint(p.FirstYear()), "{quarter}", quarter)
	var lines []string
	for _, l := range title {
		lines = append(lines, words.Replace(l))
	}
	return lines
}

// LoadKinds reads reports/kinds.yaml of fsys. annexes are the labels that a report
// can have, in their order.
func LoadKinds(fsys fs.FS, shown string, set *Set, annexes []string) (Kinds, error) {
	var file struct {
		Kinds    Kinds    `yaml:"kinds"`
		Withheld []string `yaml:"withheld"` // 附表6-1, 附表6 总投资
	}
	at := shown + "/" + kindsFile
	if err := yamlfile.Load(fsys, kindsFile, at, &file); err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(fsys, kindsFile)
	if err != nil {
		return nil, err
	}
	c := kindCheck{fsys: fsys, set: set, annexes: annexes, problem: func(path, what, remedy string) error {
		return yamlfile.At(data, at, path, what, remedy)
	}}
	seen := map[KindName]bool{}
	for i, k := range file.Kinds {
		place := fmt.Sprintf("$.kinds[%d]", i)
		if seen[k.Kind] {
			return nil, c.problem(place+".kind", fmt.Sprintf("报告种类「%s」写了两次", k.Kind), "请删去一处。")
		}
		seen[k.Kind] = true
		if err := c.check(k, place); err != nil {
			return nil, err
		}
	}
	for i, place := range file.Withheld {
		if err := c.checkWithheld(place, fmt.Sprintf("$.withheld[%d]", i)); err != nil {
			return nil, err
		}
	}
	for i := range file.Kinds {
		file.Kinds[i].Withheld = file.Withheld
	}
	for _, name := range kindNames() {
		if !seen[name] {
			return nil, c.problem("$.kinds", fmt.Sprintf("没有写明报告种类「%s」", name), "每种报告都要写明，可照内置的 templates/reports/kinds.yaml 补上。")
		}
	}
	return file.Kinds, nil
}

// kindCheck holds a kind against what there is.
type kindCheck struct {
	fsys    fs.FS
	set     *Set
	annexes []string
	problem func(path, what, remedy string) error
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func (c kindCheck) check(k Kind, at string) error {
	switch {
	case !slices.Contains(kindNames(), k.Kind):
		return c.problem(at+".kind", fmt.Sprintf("报告种类「%s」不认识", k.Kind), "可用的写法：week（周）、ten_day（旬）、month（月）、quarter（季）、year（年）、five_years（五年）。")
	case k.Name == "" || len(k.Title) == 0:
		return c.problem(at, "报告种类缺少 name 或 title", "请补全。")
	case !slices.Contains([]string{"通报", "报告", "专报"}, k.Paper):
		return c.problem(at+".paper", fmt.Sprintf("文种「%s」不认识", k.Paper), "可用的写法：通报、报告、专报。")
	}
	if err := c.checkTitle(k.Title, at+".title"); err != nil {
		return err
	}
	if err := c.checkForms(k, at); err != nil {
		return err
	}
	if err := c.checkAnnexes(k.Annexes, at+".annexes"); err != nil {
		return err
	}
	for _, a := range citedAnnexes {
		if !short(k.Kind) && !slices.Contains(k.Annexes, a) {
			return c.problem(at, fmt.Sprintf("%s没有写%s，正文和图要引用其中的数", k.Name, a), "请在 annexes 中写上"+a+"；其余附表可以不要。")
		}
	}
	if err := c.checkTemplate(k.Template, at+".template"); err != nil || k.Submission == nil {
		return err
	}
	return c.checkSubmission(k, at+".submission")
}

// checkWithheld wants the label of an annex, and after one space the title of a table
// or the head of a column; whether the annex has that shows when it is composed.
func (c kindCheck) checkWithheld(place, at string) error {
	annex, inside, within := strings.Cut(place, " ")
	if !slices.Contains(c.annexes, annex) {
		return c.problem(at, fmt.Sprintf("公开版要略去的「%s」不是附表", annex), "可用的附表："+strings.Join(c.annexes, "、")+"；略去一张表或一栏的，在后面空一格写表名或栏名。")
	}
	if within && strings.TrimSpace(inside) != inside || within && inside == "" {
		return c.problem(at, fmt.Sprintf("公开版要略去的「%s」写法有误", place), "附表和表名、栏名之间只空一格，例如：附表6 总投资")
	}
	return nil
}

// citedAnnexes are those whose figures the built-in texts and charts cite.
var citedAnnexes = []string{"附表1-1", "附表5"}

func short(k KindName) bool { return k == TenDayKind || k == WeekKind }

// checkForms refuses forms that there are none of, and forms of a report that is made
// from another one's submissions.
func (c kindCheck) checkForms(k Kind, at string) error {
	collected := k.Kind == MonthKind || k.Kind == YearKind
	switch {
	case short(k.Kind) && len(k.Forms)+len(k.Annexes) > 0:
		return c.problem(at, k.Name+"不在这里写收哪些表、有哪些附表", "收哪些表由表式的 periods 写明，附表是固定的：请删去 forms 和 annexes。")
	case !collected && len(k.Forms) > 0:
		return c.problem(at+".forms", k.Name+"不另收表", "季度用其末月的报表，五年用末年的报表：请删去 forms，改在 month 或 year 中写。")
	case collected && len(k.Forms) == 0:
		return c.problem(at, k.Name+"没有写明收哪些表", "请用 forms 写明表式的 id。")
	}
	for i, id := range k.Forms {
		if _, ok := c.set.Def(id); !ok {
			var known []string
			for _, d := range c.set.Defs {
				known = append(known, d.ID)
			}
			return c.problem(fmt.Sprintf("%s.forms[%d]", at, i), fmt.Sprintf("没有「%s」这张表", id), "可用的表式 id："+strings.Join(known, "、")+"。")
		}
	}
	return nil
}

func (c kindCheck) checkTitle(title []string, at string) error {
	for i, l := range title {
		for _, p := range placeholder.FindAllString(l, -1) {
			if !slices.Contains(titlePlaceholders(), p) {
				return c.problem(fmt.Sprintf("%s[%d]", at, i), fmt.Sprintf("标题中没有「%s」这个占位符", p), "可用的占位符："+strings.Join(titlePlaceholders(), "、")+"。")
			}
		}
	}
	return nil
}

func (c kindCheck) checkAnnexes(labels []string, at string) error {
	for i, a := range labels {
		place := fmt.Sprintf("%s[%d]", at, i)
		switch {
		case !slices.Contains(c.annexes, a):
			return c.problem(place, fmt.Sprintf("没有「%s」这个附表", a), "可用的附表："+strings.Join(c.annexes, "、")+"。")
		case slices.Contains(labels[:i], a):
			return c.problem(place, fmt.Sprintf("「%s」写了两次", a), "请删去一处。")
		}
	}
	return nil
}

func (c kindCheck) checkTemplate(name, at string) error {
	if !fs.ValidPath("reports/" + name) {
		return c.problem(at, fmt.Sprintf("文字模板「%s」不是文件名", name), "请写 templates/reports/ 中的文件名，例如 month.tmpl。")
	}
	if _, err := fs.Stat(c.fsys, "reports/"+name); err != nil {
		return c.problem(at, fmt.Sprintf("没有「%s」这个文字模板", name), "请写 templates/reports/ 中的文件名，例如 month.tmpl。")
	}
	return nil
}

// checkSubmission checks the papers for the higher authority, which only a year or
// all years have.
func (c kindCheck) checkSubmission(k Kind, at string) error {
	s := k.Submission
	switch {
	case k.Kind != YearKind && k.Kind != PlanKind:
		return c.problem(at, k.Name+"没有上报文件", "submission 只写在 year 和 five_years 中：请删去。")
	case len(s.CoverTitle) == 0 || len(s.Title) == 0:
		return c.problem(at, k.Name+"的上报文件缺少 cover_title 或 title", "请补全。")
	}
	for i, title := range [][]string{s.CoverTitle, s.Title} {
		if err := c.checkTitle(title, at+[]string{".cover_title", ".title"}[i]); err != nil {
			return err
		}
	}
	if err := c.checkAnnexes(s.Annexes, at+".annexes"); err != nil {
		return err
	}
	for _, a := range s.Annexes {
		if !slices.Contains(k.Annexes, a) {
			return c.problem(at+".annexes", fmt.Sprintf("自评报告的%s不在%s的附表之中", a, k.Name), "上报的表取自该报告：请在它的 annexes 中也写上，或从这里删去。")
		}
	}
	if !slices.Contains(s.Annexes, citedAnnexes[0]) {
		return c.problem(at+".annexes", "自评报告没有写"+citedAnnexes[0]+"，正文和图要引用其中的数", "请写上"+citedAnnexes[0]+"；其余附表可以不要。")
	}
	if err := c.checkTemplate(s.Cover, at+".cover"); err != nil {
		return err
	}
	return c.checkTemplate(s.Template, at+".template")
}
