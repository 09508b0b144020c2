package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/templates"
)

// fontSet is the fonts of a run, and the characters of submissions that none of
// them has. Those print as 〓; a character of our own that none has ends the run.
type fontSet struct {
	*reportpdf.Fonts
	mu      sync.Mutex
	foreign map[rune]bool
}

// fontConfig puts the workspace's fonts before all others, the built-in ones last.
func (p *Project) fontConfig() reportpdf.FontConfig {
	cfg := p.Settings.Fonts
	cfg.Dirs = append([]string{cmp.Or(p.fontDir, p.Workspace.FontsDir())}, cfg.Dirs...)
	cfg.BuiltIn = templates.Fonts()
	return cfg
}

func (p *Project) findFonts() (*fontSet, error) {
	fonts, err := reportpdf.FindFonts(p.fontConfig())
	var missing *reportpdf.FontError
	if errors.As(err, &missing) {
		f := fault.Config(missing.Error(), "", "也可把 .ttf、.ttc 字体文件放入工作区的 templates/fonts/ 后重试。")
		f.Err = err
		return nil, f
	}
	if err != nil {
		return nil, fault.Break("读不到字体文件", "", "请检查字体文件是否完好。", err)
	}
	return &fontSet{Fonts: fonts, foreign: map[rune]bool{}}, nil
}

// judge names the characters of a submission that cannot be printed.
func (f *fontSet) judge(p *Project, j *judged) {
	var b strings.Builder
	b.WriteString(j.File)
	sheet := ""
	for _, o := range j.Observations {
		if o.Kind == stat.TextOnly {
			b.WriteString(o.Read)
		}
		if o.Source.Sheet != sheet {
			sheet = o.Source.Sheet
			b.WriteString(sheet)
		}
	}
	for _, r := range j.Results {
		b.WriteString(said(r))
	}
	missing := f.note(b.String())
	if len(missing) == 0 {
		return
	}
	subject := rule.Subject{}
	if j.Unit != nil {
		subject.Unit = j.Unit.Code
	}
	j.Results = append(j.Results, p.Rules.Fail(rule.NoGlyph, subject, stat.Source{File: j.File, SHA256: j.SHA256}, rule.Args{"seen": string(missing)}))
}

// said is everything in a result that a unit may have written.
func said(r rule.Result) string {
	return r.Seen + r.Expected + r.Message + r.Source.File + r.Source.Sheet
}

// note remembers the characters of a submission's text that no font has.
func (f *fontSet) note(text string) []rune {
	missing := f.Missing(text)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range missing {
		f.foreign[r] = true
	}
	return missing
}

// noteAll notes what units wrote in observations and what results quote of it.
func (f *fontSet) noteAll(observations []stat.Observation, results []rule.Result) {
	for _, o := range observations {
		f.note(o.Read + o.Source.File + o.Source.Sheet)
	}
	for _, r := range results {
		f.note(said(r))
	}
}

// check refuses a document with a character of our own that no font has.
func (f *fontSet) check(doc *report.Document) error {
	var own []string
	for _, r := range f.Missing(documentText(doc)) {
		if !f.foreign[r] {
			own = append(own, fmt.Sprintf("「%c」（U+%04X）", r, r))
		}
	}
	if len(own) == 0 {
		return nil
	}
	return fault.Config("方案或模板中的字没有字体可印："+joined(own), "", "请安装收字更全的字体，或把字体文件放入工作区的 templates/fonts/。")
}

// sentences says what was printed with another face than the standard wants.
func (f *fontSet) sentences() []string {
	roles := map[string][]string{}
	var list []string
	for _, s := range f.Substitutions() {
		if s.Rune == 0 {
			list = append(list, s.Role+"以 "+s.File+" 代替："+s.Reason)
			continue
		}
		key := s.Role + "缺字，取自 " + s.File
		roles[key] = append(roles[key], string(s.Rune))
	}
	for _, key := range slices.Sorted(maps.Keys(roles)) {
		list = append(list, key+"："+joined(roles[key]))
	}
	return list
}

func documentText(doc *report.Document) string {
	var b strings.Builder
	add := func(s ...string) {
		for _, t := range s {
			b.WriteString(t)
		}
	}
	add(doc.Title...)
	add(doc.Mark, doc.Kind, doc.Head.Issuer, doc.Head.Number, doc.Head.Addressee, doc.Head.Signature, doc.Head.Date, doc.Head.Signer, doc.Head.Remark,
		doc.Imprint.Copies, doc.Imprint.Office, doc.Imprint.Date)
	add(doc.Enclosed...)
	for _, a := range doc.Annexes {
		add(a.Label, a.Title)
	}
	for _, block := range doc.Blocks() {
		switch block := block.(type) {
		case report.Heading:
			add(block.Text)
		case report.Paragraph:
			add(block.Text())
		case *report.Chart:
			add(block.Words()...)
		case *report.Table:
			add(tableText(block)...)
		}
	}
	return b.String()
}

func tableText(t *report.Table) []string {
	words := append([]string{t.Title, t.Unit}, t.Notes...)
	for _, row := range t.Head {
		for _, c := range row {
			words = append(words, c.Text)
		}
	}
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			words = append(words, c.Text)
		}
	}
	return words
}
