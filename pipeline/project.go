package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
	"zhibao/templates"
)

// Settings is what the configuration says to the pipeline.
type Settings struct {
	Issuer    string
	Addressee string
	Signature string
	Superior  string // 主送机关 of a year's papers, which go upward
	Contact   string // 联系人 of the papers that go upward
	// Preprinted: the paper has 发文机关标志 and the red rule already (套打).
	Preprinted bool
	Imprint    ImprintSetting
	Papers     map[string]PaperSetting // period → number and date
	Fonts      reportpdf.FontConfig
	Workers    int
	Limits     Limits        // of one file; the zero value means DefaultLimits
	Version    string        // of the tool
	Build      string        // of the program, told apart even where versions are equal
	Ledger     ledger.Server // without DSN: the file in the workspace
	Schedule   calendar.Schedule
	AsOf       *time.Time     // of lateness, for every period; nil if nothing was asked for
	Edition    Edition        // empty: internal
	Print      compose.Limits // how long tables, charts and lists of names are on paper
}

// DefaultPrint is what paper holds where nothing is set: all of a city, and a province's
// tables of counties.
var DefaultPrint = compose.Limits{Rows: 200, Bars: 60, Names: 30}

// PaperSetting is what one paper carries.
type PaperSetting struct {
	Number, Date, Addressee string
	AsOf                    *time.Time // of lateness; nil if not set
	Embargo                 time.Time  // first day on which the paper may be published; zero: at once
	Signer                  string     // 签发人; empty: who took the last step of the sign-off
	Printed                 string     // 印发日期 of the 版记
}

// ImprintSetting is what the 版记 of every paper says.
type ImprintSetting struct{ Copies, Office string }

// shownEmbargo is the day as it is printed.
func (s PaperSetting) shownEmbargo() string {
	if s.Embargo.IsZero() {
		return ""
	}
	return s.Embargo.Format("2006年1月2日")
}

// Project is a workspace with everything loaded that does not change in a run.
type Project struct {
	Workspace *workspace.Workspace
	Settings  Settings
	Plan      *plan.Plan
	Forms     *form.Set
	Rules     *rule.Catalogue
	Templates fs.FS
	// Progress is told how far a stage is; it may be called from several goroutines.
	Progress func(stage string, done, total int)
	// Working is told what a stage has begun to work on, a file name or a part of the
	// stage; nil if nobody looks. It may be called from several goroutines.
	Working func(stage, name string)
	// Convert turns old workbooks into .xlsx; nil means that they are refused.
	Convert Converter
	// Now is the clock that dates runs; nil means that they are not dated.
	Now func() time.Time
	// Random makes the workspace's key when forms are first issued; nil means that
	// forms are sealed only if there is a key.
	Random io.Reader
	// Of an earlier state, while it is compared or printed again; empty: the workspace's.
	planDir, historyDir, fontDir, practiceDir string
}

// Open loads plan, forms and rules of a workspace. progress may be nil.
func Open(w *workspace.Workspace, s Settings, progress func(stage string, done, total int)) (*Project, error) {
	p := &Project{Workspace: w, Settings: s, Templates: templates.FS(w.TemplatesDir()), Progress: progress}
	if p.Progress == nil {
		p.Progress = func(string, int, int) {}
	}
	w.Single = s.Workers == 1
	var err error
	if p.Plan, err = plan.Load(os.DirFS(w.PlanDir()), "inputs/plan"); err != nil {
		return nil, err
	}
	if p.Forms, err = form.Load(p.Templates, "templates", p.Plan); err != nil {
		return nil, err
	}
	if p.Forms.Kinds, err = form.LoadKinds(p.Templates, "templates", p.Forms, compose.AnnexLabels()); err != nil {
		return nil, err
	}
	if p.Rules, err = rule.Load(p.Templates, "templates", p.Plan); err != nil {
		return nil, err
	}
	for _, k := range p.Forms.Kinds {
		texts := []string{"reports/" + k.Template}
		if s := k.Submission; s != nil {
			texts = append(texts, "reports/"+s.Cover, "reports/"+s.Template, compose.SelfTableFile)
		}
		if err := compose.CheckTexts(p.Templates, texts...); err != nil {
			return nil, err
		}
	}
	if err := compose.CheckTexts(p.Templates, compose.BriefTemplate); err != nil {
		return nil, err
	}
	if err := compose.CheckLetters(p.Templates); err != nil {
		return nil, err
	}
	return p, p.checkSchedule()
}

// checkSchedule refuses terms of forms that there are none of.
func (p *Project) checkSchedule() error {
	var codes []string
	for _, d := range p.Forms.Defs {
		codes = append(codes, d.Code)
	}
	for _, e := range p.Settings.Schedule.Exceptions {
		if e.Form != "" && !slices.Contains(codes, e.Form) {
			return fault.Config(fmt.Sprintf("报送期限提到未知的表号「%s」", e.Form), e.Where, "可用的表号："+joined(codes)+"。")
		}
	}
	return nil
}

// CheckPeriod refuses a period outside the plan.
func (p *Project) CheckPeriod(period stat.Period) error {
	h := p.Plan.Head
	if period.Year < h.FirstYear || period.Year > h.TargetYear {
		return periodOutside(period, h.FirstYear, h.TargetYear)
	}
	if period.Spans() && period != p.planPeriod() {
		return fault.Config(fmt.Sprintf("没有 %s 这个报告期", period), "", fmt.Sprintf("总结评估的报告期是 %s，年度评估写 %d 这样的年份。", p.planPeriod(), period.Year))
	}
	return nil
}

// versions are the versions of everything that judges a submission.
func (p *Project) versions() map[string]string {
	return map[string]string{
		"plan": p.Plan.Version(), "scheme": p.Plan.Scheme.ID + " " + p.Plan.Scheme.Version,
		"forms": p.Forms.Version(), "rules": p.Rules.Version(), "tool": p.Settings.Version,
	}
}

func (p *Project) versionTexts() []report.KeyText {
	v := p.versions()
	return []report.KeyText{
		{Key: "方案数据", Text: p.Plan.Head.DocumentNo + "，校验码 " + v["plan"]}, {Key: "测算方案", Text: p.Plan.Scheme.Name + "，第" + p.Plan.Scheme.Version + "版"},
		{Key: "表式和审核规则", Text: "表式校验码 " + v["forms"] + "，规则校验码 " + v["rules"]}, {Key: "程序", Text: "zhibao " + v["tool"]},
	}
}

func (p *Project) versionDigest() string { return digest(p.versions()) }

func digest(m map[string]string) string {
	h := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(h, "%d:%s=%d:%s\n", len(k), k, len(m[k]), m[k])
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (s Settings) paper(period stat.Period) compose.Paper {
	one := s.Papers[period.String()]
	return compose.Paper{Issuer: s.Issuer, Number: one.Number, Addressee: cmp.Or(s.upward(period), s.Addressee), Signature: s.Signature, Date: one.Date, Embargo: one.shownEmbargo(), Contact: s.Contact,
		Preprinted: s.Preprinted, Imprint: report.Imprint{Copies: s.Imprint.Copies, Office: s.Imprint.Office, Date: one.Printed}}
}

// upward is the 主送机关 that a period's own paper names; a year's goes to the higher
// authority if it names none.
func (s Settings) upward(period stat.Period) string {
	own := s.Papers[period.String()].Addressee
	if period.Kind == stat.Year {
		own = cmp.Or(own, s.Superior)
	}
	return own
}

// documentTime is the date that documents carry in their properties: the first
// day after the period. Never the clock's.
func documentTime(period stat.Period) time.Time {
	return period.Last().AddDate(0, 0, 1)
}

func joined(words []string) string { return strings.Join(words, "、") }

// Stages that are told of in more than one place.
const (
	stageRead    = "读取审核"
	stageTake    = "收件"
	stageIssue   = "生成表格"
	stageKeep    = "存入台账"
	stageJudge   = "汇总评价"
	stageCompose = "编写报告"
	stageUnits   = "分送单页"
	stageWrite   = "生成文件"
	stageReturns = "退回表格"
	stagePublish = "发布文件"
	stageCompare = "核对有无变化"
)

// working tells what a stage has begun to work on.
func (p *Project) working(stage, name string) {
	if p.Working != nil {
		p.Working(stage, name)
	}
}

// counter tells progress one step at a time, from any goroutine.
func (p *Project) counter(stage string, total int) func() {
	var mu sync.Mutex
	done := 0
	p.Progress(stage, 0, total)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		p.Progress(stage, done, total)
	}
}

func (p *Project) ruleNames() map[string]string {
	names := map[string]string{}
	for _, r := range p.Rules.Rules {
		names[r.ID] = r.Name
	}
	return names
}
