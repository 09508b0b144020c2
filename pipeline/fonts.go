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
	if len(missing) == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range missing {
		f.foreign[r] = true
	}
	return missing
}

// noteAll notes what units wrote in observations and what results quote of it.
func (f *fontSet) noteAll(observations []stat.Packed, results rule.List) {
	for o := range stat.Unpacked(observations) {
		f.note(o.Read + o.Source.File + o.Source.Sheet)
	}
	for r := range results.All() {
		f.note(said(r))
	}
}

// check refuses a document with a character of our own that no font has.
func (f *fontSet) check(doc *report.Document) error {
	var lacking []rune
	eachText(doc, func(texts ...string) {
		for _, text := range texts {
			for _, r := range f.Missing(text) {
				if !f.foreign[r] && !slices.Contains(lacking, r) {
					lacking = append(lacking, r)
				}
			}
		}
	})
	if len(lacking) == 0 {
		return nil
	}
	var own []string
	for _, r := range lacking {
		own = append(own, fmt.Sprintf("「%c」（U+%04X）", r, r))
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

// eachText hands on all texts of a document.
func eachText(doc *report.Document, see func(...string)) {
	see(doc.Title...)
	see(doc.Mark, doc.Kind, doc.Head.Issuer, doc.Head.Number, doc.Head.Addressee, doc.Head.Signature, doc.Head.Date, doc.Head.Signer, doc.Head.Remark,
		doc.Imprint.Copies, doc.Imprint.Office, doc.Imprint.Date)
	see(doc.Enclosed...)
	for _, a := range doc.Annexes {
		see(a.Label, a.Title)
	}
	for _, block := range doc.Blocks() {
		switch block := block.(type) {
		case report.Heading:
			see(block.Text)
		case report.Paragraph:
			see(block.Text())
		case *report.Chart:
			see(block.Words()...)
		case *report.Table:
			eachTextOf(block, see)
		}
	}
}

func eachTextOf(t *report.Table, see func(...string)) {
	see(t.Title, t.Unit)
	see(t.Notes...)
	for _, row := range t.Head {
		for _, c := range row {
			see(c.Text)
		}
	}
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			see(c.Text)
		}
	}
}
