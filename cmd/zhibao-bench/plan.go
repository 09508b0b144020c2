package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
)

// Files of the repository's plan that a workspace takes as they are. Its text.yaml is
// left out: the figures of the plan's text would contradict levels of another size.
var planCopies = []string{"plan.yaml", "scheme.yaml", "tasks.yaml", "self_assessment.yaml"}

// sized reports whether an item's figure grows with the number of counties; ratios,
// rates, industries and tasks do not.
func sized(p *plan.Plan, code string) bool {
	it, ok := p.Item(code)
	industry := slices.ContainsFunc(p.Industries, func(d plan.Industry) bool { return d.Code == code })
	return ok && !it.Counted && !industry && (it.Kind == plan.Flow || it.Kind == plan.Stock)
}

// resize is a level of a city of nine counties for one of scale times as many.
func resize(v, scale decimal.Decimal) decimal.Decimal {
	return v.Mul(scale).Round(max(0, -v.Exponent()))
}

// writePlan writes inputs/plan: the repository's, with other counties and parks, and
// with levels of their size.
func writePlan(w *workspaceMaker) error {
	from, to := filepath.Join(w.root, "inputs", "plan"), filepath.Join(w.dir, "inputs", "plan")
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, name := range planCopies {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	indicators, err := os.ReadFile(filepath.Join(from, "indicators.yaml"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "indicators.yaml"), resizeIndicators(w.sample.plan, indicators, w.scale), 0o644); err != nil {
		return err
	}
	units, err := os.ReadFile(filepath.Join(from, "units.yaml"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "units.yaml"), w.units(units), 0o644)
}

var (
	codeLine   = regexp.MustCompile(`^  - code: (\w+)$`)
	levelLine  = regexp.MustCompile(`^    (printed: \{|target: )`)
	levelValue = regexp.MustCompile(`: (-?[0-9.]+)`)
)

// resizeIndicators multiplies the printed levels and the targets of what is sized.
func resizeIndicators(p *plan.Plan, data []byte, scale decimal.Decimal) []byte {
	lines, code := strings.Split(string(data), "\n"), ""
	for i, line := range lines {
		if m := codeLine.FindStringSubmatch(line); m != nil {
			code = m[1]
		}
		if !levelLine.MatchString(line) || !sized(p, code) {
			continue
		}
		lines[i] = levelValue.ReplaceAllStringFunc(line, func(s string) string {
			return ": " + resize(decimal.RequireFromString(s[2:]), scale).String()
		})
	}
	return []byte(strings.Join(lines, "\n"))
}

// units is units.yaml: the counties and parks of the workspace, and the departments as
// the repository's file lists them.
func (w *workspaceMaker) units(own []byte) []byte {
	var b bytes.Buffer
	b.WriteString("counties:\n")
	for _, c := range w.counties {
		fmt.Fprintf(&b, "  - {code: %q, name: %s}\n", c.code, c.name)
	}
	b.WriteString("parks:\n")
	target := decimal.Zero
	for _, p := range w.parks {
		like, _ := w.sample.plan.Unit(p.base)
		target = target.Add(like.Target.Decimal)
		fmt.Fprintf(&b, "  - {code: %s, name: %s, tier: %s, level: %s, revenue_target: %s, districts: [%s]}\n", p.code, p.name, like.Tier, like.Level, like.Target.Decimal, p.district)
	}
	fmt.Fprintf(&b, "park_totals:\n  revenue_target: %s\n", target)
	b.Write(own[max(0, bytes.Index(own, []byte("\ndepartments:"))):])
	return b.Bytes()
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
