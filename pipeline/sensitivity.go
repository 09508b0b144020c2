package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// Sensitivity is what hangs on the scheme, as zhibao plan sensitivity tells it.
type Sensitivity struct {
	Period   string          `json:"period"`
	Scheme   string          `json:"scheme"`
	Note     string          `json:"note,omitempty"` // the official reservation
	Total    string          `json:"total"`          // empty where nothing is scored
	Grade    string          `json:"grade"`
	Variants []SchemeVariant `json:"variants"`
}

// SchemeVariant is the scheme with one thing changed.
type SchemeVariant struct {
	Kind    string       `json:"kind"` // progress or weight
	Subject string       `json:"subject"`
	Old     string       `json:"old"` // weight
	New     string       `json:"new"`
	Total   string       `json:"total"`
	Grade   string       `json:"grade"`
	Flips   []SchemeFlip `json:"flips"`
}

// SchemeFlip is a judgement that comes out otherwise.
type SchemeFlip struct {
	Kind    string `json:"kind"` // 评价, 等次 or 位次
	Subject string `json:"subject"`
	Old     string `json:"old"`
	New     string `json:"new"`
}

// LastYear is the latest whole year in the ledger.
func (p *Project) LastYear(ctx context.Context) (last stat.Period, err error) {
	book, err := p.ReadLedger(ctx)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return last, err
	}
	if err == nil {
		defer book.Close()
		periods, err := book.Periods(ctx)
		if err != nil {
			return last, err
		}
		for _, q := range periods {
			if q.Kind == stat.Year && q.Year > last.Year {
				last = q
			}
		}
	}
	if last.Year == 0 {
		return last, fault.Config("台账中没有年度数据", "", "请先运行 zhibao run 2017 的样子处理一个年度，或写明报告期。")
	}
	return last, nil
}

// Sensitivity evaluates what the ledger holds of a period with changed schemes.
func (p *Project) Sensitivity(ctx context.Context, period stat.Period) (*Sensitivity, error) {
	book, in, err := p.recall(ctx, period)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	assembled, err := p.assemble(ctx, book, period, in)
	if err != nil {
		return nil, err
	}
	found, err := evaluate.Vary(assembled.Judged)
	if err != nil {
		return nil, err
	}
	s := &Sensitivity{Period: period.String(), Scheme: p.Plan.Scheme.Name + "，第" + p.Plan.Scheme.Version + "版", Note: p.Plan.Scheme.Disclaimer(),
		Total: p.points(found.Base), Grade: found.Base.Grade, Variants: []SchemeVariant{}}
	for _, v := range found.Variants {
		s.Variants = append(s.Variants, p.variant(v, period))
	}
	return s, nil
}

// points is a total as it is printed.
func (p *Project) points(s evaluate.State) string {
	if s.Total == nil {
		return ""
	}
	return report.Format{Decimals: 2}.Show(*s.Total, stat.Rounding(p.Plan.Scheme.Rounding).Round)
}

func (p *Project) variant(v evaluate.Variant, period stat.Period) SchemeVariant {
	out := SchemeVariant{Kind: "progress", Total: p.points(v.State), Grade: v.Grade, Flips: []SchemeFlip{}}
	switch {
	case v.Indicator != nil:
		out.Kind, out.Subject = "weight", v.Indicator.Name
		out.Old, out.New = p.Plan.Scheme.Weights[v.Indicator.Code].Text, v.Weight.String()
	case v.Progress == plan.Linear:
		out.Subject = "五年进度都用线性算法"
	default:
		out.Subject = "五年进度都用对数算法"
	}
	for _, f := range v.Flips {
		out.Flips = append(out.Flips, SchemeFlip{string(f.Kind), p.flipName(f, period), f.Old, f.New})
	}
	return out
}

func (p *Project) flipName(f evaluate.Flip, period stat.Period) string {
	switch f.Kind {
	case evaluate.VerdictFlip:
		if ind, ok := p.Plan.Indicator(f.Subject); ok {
			return ind.Name
		}
	case evaluate.RankFlip:
		return p.Plan.UnitName(f.Subject, period)
	}
	return fmt.Sprintf("%s总分", p.Plan.Head.City)
}
