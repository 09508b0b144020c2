// Package compose is the stage that writes the neutral report: tables with an id
// for each figure, charts, and sentences from templates that quote the tables by
// id. It rounds each figure once and keeps the exact value beside the text.
package compose

import (
	"cmp"
	"io/fs"
	"strings"
	"time"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Paper is what configuration says of the document itself.
type Paper struct {
	Issuer    string // 发文机关标志
	Number    string // 发文字号
	Addressee string // 主送机关
	Signature string // 署名
	Date      string // 成文日期
	Embargo   string // first day on which it may be published, 2018年7月20日; empty: at once

	Contact string // 联系人 of a paper that goes to the higher authority

	Signer     string         // 签发人; empty while it is a draft
	Preprinted bool           // 套打
	Imprint    report.Imprint // 版记
}

// upward is the kind of paper that goes to a higher authority (上行文).
const upward = "报告"

// properties are those of every document.
func (in Input) properties() []report.KeyText {
	author := in.Paper.Signature
	if author == "" {
		author = strings.TrimSuffix(strings.ReplaceAll(in.Paper.Issuer, "\n", ""), "文件")
	}
	words := []string{in.Plan.Head.Zone, in.Figures.Period.Label()}
	if in.Paper.Number != "" {
		words = append(words, in.Paper.Number)
	}
	return []report.KeyText{{Key: "Subject", Text: in.Plan.Head.Title}, {Key: "Author", Text: author}, {Key: "Keywords", Text: strings.Join(words, "；")}}
}

// Input is everything a report is made from.
type Input struct {
	Kind      form.Kind // of the report
	Plan      *plan.Plan
	Figures   *consolidate.Result
	Evaluated *evaluate.Result
	Results   rule.List // of all submissions and of the batch
	Passed    int
	Recorded  []rule.Result          // findings among those of Results that the ledger keeps: not of the batch as a whole
	Before    *Before                // the run to compare with; nil if there is none
	RuleNames map[string]string      // id → name
	Texts     fs.FS                  // reports/*.tmpl
	Explains  func(note string) bool // whether a 核实说明 says something; nil: none is quoted
	Practice  []string               // lines of 经验做法.txt; empty if there is none
	Paper     Paper
	Quality   []UnitQuality // of the units that owe a report, in plan order
	Year      YearQuality   // of a year's report: the same over the year
	Reminder  Reminder
	Versions  []report.KeyText // plan, scheme, forms, rules, tool
	Draft     bool             // not signed: 送审稿

	Arrived   map[string]time.Time // period/file → when it was received, of every year up to this one's
	FormCodes map[string]string    // sheet of a form → 表号
	Next      []Upcoming           // what is due after this period
	Names     int                  // told one after another in a sentence at most; 0: all

	public   bool // of the public edition
	withheld int  // indicators that are not in it
}

// Before is the last run of the period whose inputs were others.
type Before struct {
	Results []rule.Result // as Recorded
}

// composer holds what the parts share.
type composer struct {
	Input
	period stat.Period
	doc    *report.Document

	figures map[string]*report.Chart     // by slot: those that have something to show
	room    Room                         // of a paper of one page
	states  map[string]consolidate.State // of the units' reports

	// What is asked for each unit is looked up for all of them at the first time.
	told   map[string]severities // findings
	grown  map[string]bool       // indicator → whether anybody gave a growth of it
	bodies map[string]string     // official name of a county or park → the body that letters go to
	called map[string]string     // any name of a unit, as label has it → its official name
	awards *[]evaluate.AwardSet
	counts map[int]report.Cell // of whole numbers, without their ids
}

// Report composes the evaluation report (评估报告).
func Report(in Input) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period}
	c.doc = &report.Document{
		ID: "report", Kind: in.Kind.Paper, Title: in.Kind.TitleFor(c.period, in.Plan.Head.City, in.Plan.Head.Zone),
		Head: report.Head{Issuer: cmp.Or(in.Kind.Issuer, in.Paper.Issuer), Number: in.Paper.Number, Addressee: in.Paper.Addressee,
			Signature: in.Paper.Signature, Date: in.Paper.Date,
			Upward: in.Kind.Paper == upward, Signer: in.Paper.Signer, Preprinted: in.Paper.Preprinted},
		Imprint: in.Paper.Imprint,
		Meta:    in.properties(),
	}
	c.doc.Mark = in.mark()
	if c.period.Short() {
		return c.shortReport()
	}
	summary := c.summaryTable()
	c.doc.Annexes = c.wanted()
	if err := c.body(summary); err != nil {
		return nil, err
	}
	c.lead()
	light(c.doc)
	if err := c.derive(reportFormulas...); err != nil {
		return nil, err
	}
	return c.doc, c.doc.Seal()
}

// mark is what every page says beside its number.
func (in Input) mark() string {
	var words []string
	if in.Draft {
		words = append(words, "送审稿")
	}
	if in.Figures.Sample {
		words = append(words, "示例数据")
	}
	if in.Paper.Embargo != "" {
		words = append(words, in.Paper.Embargo+"前不得公布")
	}
	return strings.Join(words, "　")
}
