package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
	"zhibao/pipeline/workspace"
)

// Issued is what Issue wrote.
type Issued struct {
	Files    []string     // names, in order of the units
	Guide    string       // name of the page for those who fill them in
	Together []*plan.Unit // units that report on another's form, and get none
	Later    int          // rules about figures that judge only what comes back
}

// Issue writes a blank workbook for every unit that owes one (下发), with last
// year's figures filled in where they are known, and a page on filling them in. A unit that reports on another's
// form gets none, if that other owes one.
func Issue(ctx context.Context, p *Project, period stat.Period) (*Issued, error) {
	unlock, err := p.Workspace.Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := p.Workspace.Recover(); err != nil {
		return nil, err
	}
	known, err := p.readOnlyHistory(ctx, period)
	if err != nil {
		return nil, err
	}
	key, err := p.sealingKey()
	if err != nil {
		return nil, err
	}
	due, together := p.issues(period)
	tell := p.counter(stageIssue, len(due))
	var files []workspace.File
	out := &Issued{Together: together, Later: p.laterRules(due, period)}
	for _, u := range due {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		name := IssuedName(u, period)
		p.working(stageIssue, name)
		data, err := p.Blank(u, period, known.history, formxlsx.Options{Sequence: 1, Key: key, Deadline: p.deadlines(u, period)})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", u.Name, err)
		}
		files = append(files, workspace.File{Name: issuedFolder + "/" + name, Data: data})
		out.Files = append(out.Files, name)
		tell()
	}
	page, err := p.fillingPage(due, period)
	if err != nil {
		return nil, err
	}
	files, out.Guide = append(files, page), fillingPDF
	if err := os.MkdirAll(p.Workspace.Inputs(period.String()), 0o755); err != nil {
		return nil, fault.Break("收件夹没有建成", "inputs/"+period.String()+"/", "请检查工作区是否可写。", err)
	}
	return out, p.Workspace.Publish(period.String(), []string{issuedFolder}, files)
}

// issues are the units that get a form, and those that report on another's.
func (p *Project) issues(period stat.Period) (own, together []*plan.Unit) {
	due := p.Due(period)
	for _, u := range due {
		if first := p.Plan.ReportsOn(u.Code); first != nil && slices.Contains(due, first) {
			together = append(together, u)
		} else {
			own = append(own, u)
		}
	}
	return own, together
}

// laterRules counts the rules about figures that have something to judge on the
// forms of a period, and that no colour on them stands for.
func (p *Project) laterRules(units []*plan.Unit, period stat.Period) int {
	var sheets []form.Sheet
	for _, u := range units {
		sheets = append(sheets, p.Sheets(u, period)...)
	}
	count := 0
	for _, g := range formxlsx.Untranslated(p.Rules, sheets) {
		if !g.Idle {
			count++
		}
	}
	return count
}

// sealingKey is the workspace's key, made now if there is none and the project has
// a source of randomness.
func (p *Project) sealingKey() ([]byte, error) {
	if p.Random == nil {
		return p.Workspace.Key()
	}
	return p.Workspace.MakeKey(p.Random)
}

// IssuedName is the file name of a unit's blank workbook, such as 430281-醴陵市.xlsx.
func IssuedName(u *plan.Unit, period stat.Period) string {
	return workspace.Portable(u.CodeAt(period)+"-"+u.NameAt(period)) + ".xlsx"
}

// Blank makes a unit's workbook with last year's figures filled in.
func (p *Project) Blank(u *plan.Unit, period stat.Period, history validate.History, opt formxlsx.Options) ([]byte, error) {
	sheets := p.Sheets(u, period)
	opt.Created, opt.Rules, opt.Version = documentTime(period), p.Rules, p.Forms.Version()
	opt.Reporter = p.Plan.HeadName(u, period)
	opt.Prefill = map[formxlsx.Key]formxlsx.Value{}
	for _, s := range sheets {
		for _, row := range s.Rows {
			if row.Item.Counted {
				continue
			}
			key := formxlsx.Key{Unit: s.Unit.Code, Form: s.Def.ID, Item: row.Item.Code}
			if o, ok := history(s.Unit.Code, row.Item.Code, period.YearAgo()); ok {
				key.Measure = stat.Prior
				opt.Prefill[key] = formxlsx.Num(o.Number)
			}
			before, ok := period.Previous()
			_, column := s.Column(stat.Previous)
			if o, known := history(s.Unit.Code, row.Item.Code, before); ok && column && known {
				key.Measure = stat.Previous
				opt.Prefill[key] = formxlsx.Num(o.Number)
			}
		}
	}
	return formxlsx.Workbook(sheets, u, period, opt)
}

// readOnlyHistory reads the ledger where there is one.
func (p *Project) readOnlyHistory(ctx context.Context, period stat.Period) (memory, error) {
	book, err := p.ReadLedger(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return p.unitHistory(ctx, nil, period)
	}
	if err != nil {
		return memory{}, err
	}
	defer book.Close()
	return p.unitHistory(ctx, book, period)
}
