package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"zhibao/pipeline"
	"zhibao/pipeline/calendar"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/workspace"
)

// options are what a workspace is made from.
type options struct {
	root, dir string
	n         int // submissions, those of the departments included
	seed      uint64
	faulty    float64     // share of the counties and parks with an error
	packages  string      // folder of the node packages; empty: installed for the run
	alone     bool        // no other program saves the workbooks
	kinds     []faultKind // of error; nil: all
}

// made says what was made.
type made struct {
	departments, counties, parks int
	planted                      []planted
	writers                      []string // a line for each
}

// workspaceMaker makes one workspace.
type workspaceMaker struct {
	options
	sample          *sample
	counties, parks []place
	scale           decimal.Decimal // counties, as a multiple of the sample's
	templates       map[masterKey]template
	whole           map[masterKey][]byte // departments' workbooks
	writers         []string
}

// generate makes the workspace. The same options and the same writers on the machine
// give the same bytes, but for the times that LibreOffice writes into the files it saves.
func generate(o options) (*made, error) {
	s, err := readSample(o.root)
	if err != nil {
		return nil, err
	}
	departments := len(s.plan.UnitsOf(plan.DeptUnit))
	if least := departments + len(countyBases) + len(parkBases); o.n < least {
		return nil, fmt.Errorf("-n must be at least %d, as many as the sample has", least)
	}
	if err := os.Mkdir(o.dir, 0o755); err != nil {
		return nil, err
	}
	w := &workspaceMaker{options: o, sample: s, whole: map[masterKey][]byte{}}
	w.counties, w.parks = places(o.n - departments)
	w.scale = decimal.NewFromInt(int64(len(w.counties))).DivRound(decimal.NewFromInt(int64(len(countyBases))), 8)
	if err := writePlan(w); err != nil {
		return nil, err
	}
	if err := copyFile(filepath.Join(o.root, "zhibao.yaml"), filepath.Join(o.dir, "zhibao.yaml")); err != nil {
		return nil, err
	}
	if err := w.writeHistory(); err != nil {
		return nil, err
	}
	p, err := openProject(o.dir)
	if err != nil {
		return nil, err
	}
	told, err := w.makeMasters(p)
	if err != nil {
		return nil, err
	}
	planted, err := w.writeSubmissions(p)
	if err != nil {
		return nil, err
	}
	return &made{departments, len(w.counties), len(w.parks), planted, told}, writePlanted(o.dir, planted)
}

// chance is a place's own source of chance, which no other place's figures depend on.
func (w *workspaceMaker) chance(p place) *rand.Rand {
	var n uint64
	for _, c := range []byte(p.code) {
		n = n*131 + uint64(c)
	}
	return rand.New(rand.NewPCG(w.seed, n))
}

func (w *workspaceMaker) places() []place { return slices.Concat(w.counties, w.parks) }

// writeHistory writes inputs/history: a file for each year before, with the items that
// the sample's history has.
func (w *workspaceMaker) writeHistory() error {
	dir := filepath.Join(w.dir, "inputs", "history")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := make([]bytes.Buffer, len(pastYears))
	writers := make([]*csv.Writer, len(pastYears))
	for i := range files {
		files[i].WriteString("\xef\xbb\xbf")
		writers[i] = csv.NewWriter(&files[i])
		if err := writers[i].Write([]string{"报告期", "单位代码", "指标代码", "数值", "同比增速", "来源", "备注"}); err != nil {
			return err
		}
	}
	for _, p := range w.places() {
		for _, h := range w.vary(p, w.chance(p)).history {
			growth := ""
			if h.grown {
				growth = h.growth.String()
			}
			if err := writers[pastYears[0]-h.year].Write([]string{fmt.Sprint(h.year), p.code, h.item, h.value.String(), growth, "示例数据", ""}); err != nil {
				return err
			}
		}
	}
	for i, year := range pastYears {
		writers[i].Flush()
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.csv", year)), files[i].Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// makeMasters draws the masters, has the other programs save them, and cuts the
// templates. It says which programs took part.
func (w *workspaceMaker) makeMasters(p *pipeline.Project) ([]string, error) {
	scratch, err := os.MkdirTemp("", "zhibao-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	ours := filepath.Join(scratch, ourWriter)
	if err := os.Mkdir(ours, 0o755); err != nil {
		return nil, err
	}
	files, err := w.drawMasters(p, ours)
	if err != nil {
		return nil, err
	}
	folders, told := map[string]string{ourWriter: ours}, []string(nil)
	if !w.alone {
		if folders, told, err = saveAgain(ours, w.root, w.packages, scratch); err != nil {
			return nil, err
		}
	}
	for name := range folders {
		w.writers = append(w.writers, name)
	}
	slices.Sort(w.writers)
	return told, w.cutMasters(p, folders, files)
}

// faults says which places make which error: every kind as often as the others, in an
// order that the seed gives.
func (w *workspaceMaker) faults(all []place) map[string]faultKind {
	r := rand.New(rand.NewPCG(w.seed, 0))
	order := r.Perm(len(all))
	kinds := map[string]faultKind{}
	from := w.kinds
	if from == nil {
		from = faultKinds
	}
	for i := range int(math.Round(w.faulty * float64(len(all)))) {
		kinds[all[order[i]].code] = from[i%len(from)]
	}
	return kinds
}

// writeSubmissions writes inputs/PERIOD and gives the errors planted, by file.
func (w *workspaceMaker) writeSubmissions(p *pipeline.Project) ([]planted, error) {
	dir := filepath.Join(w.dir, "inputs", period.String())
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	all := w.places()
	kinds := w.faults(all)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	var list []planted
	var names []string
	for i, pl := range all {
		kind := kinds[pl.code]
		name := pl.code + "-" + pl.name + ".xlsx"
		names = append(names, name)
		if kind.name != clean {
			sound := func() ([]byte, error) { return w.submission(pl, faultKind{}, w.writers[i%len(w.writers)]) }
			list = append(list, planted{name, pl.code, kind.name, kind.rules[ownForm(pl)], sound})
		}
		group.Go(func() error {
			data, err := w.submission(pl, kind, w.writers[i%len(w.writers)])
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, name), data, 0o644)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, u := range p.Plan.UnitsOf(plan.DeptUnit) {
		name := pipeline.IssuedName(u, period)
		names = append(names, name)
		data := w.whole[masterKey{writer: w.writers[i%len(w.writers)], form: u.Code}]
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return nil, err
		}
	}
	return list, writeArrivals(dir, names)
}

// submission is the workbook of a place.
func (w *workspaceMaker) submission(p place, kind faultKind, writer string) ([]byte, error) {
	f := w.vary(p, w.chance(p))
	form := ownForm(p)
	if kind.change != nil {
		kind.change[form](f)
	}
	key := masterKey{writer: writer, form: form}
	if kind.text != nil || kind.gap != nil {
		key.kind = kind.name
	}
	data, err := w.templates[key].fill(p, f)
	if kind.torn {
		data = data[:len(data)*2/3]
	}
	return data, err
}

// writeArrivals writes 收件.csv: the files came one a minute, before the deadline.
func writeArrivals(dir string, names []string) error {
	at, err := calendar.ParseMoment("2018-01-15 08:30")
	if err != nil {
		return err
	}
	slices.Sort(names)
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf")
	c := csv.NewWriter(&b)
	rows := [][]string{{"文件", "收到时间", "报送单位"}}
	for _, name := range names {
		rows = append(rows, []string{name, calendar.Short(at), ""})
		at = at.Add(time.Minute)
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, workspace.ReceiptsName), b.Bytes(), 0o644)
}

// plantedName is the list of planted errors in a workspace.
const plantedName = "planted.csv"

func writePlanted(dir string, list []planted) error {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	rows := [][]string{{"文件", "单位代码", "错误", "应由规则查出"}}
	for _, p := range list {
		rows = append(rows, []string{p.file, p.unit, p.kind, fmt.Sprint(p.rules)})
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, plantedName), b.Bytes(), 0o644)
}
