package pipeline

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/csvbook"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Columns of 收件.csv.
const (
	arrivalFile = "文件"
	arrivalTime = "收到时间"
	arrivalUnit = "报送单位"
)

// largestRegister is the most bytes that 收件.csv may have.
const largestRegister = 8 << 20

// takeArrivals reads 收件.csv, if there is one, before any workbook is read.
func (p *Project) takeArrivals(in *received, list []workspace.InputFile) error {
	register, data, err := p.register(in.from, list)
	if err != nil || register == nil {
		return err
	}
	in.inputs[workspace.ReceiptsName] = workspace.Hash(data)
	in.own = append(in.own, data)
	in.arrivals, err = p.parseArrivals(data, in.from)
	return err
}

// mostStrangers is how many lines of the register that name no file are told one by one.
const mostStrangers = 20

// judgeArrivals holds the register against the files: a line about a file that is
// not and never was there, a file without a line, and a unit that the file itself
// denies are findings.
func (p *Project) judgeArrivals(ctx context.Context, book *ledger.Ledger, in *received) error {
	if !in.registered() {
		return nil
	}
	before, err := book.InputNames(ctx, in.period)
	if err != nil {
		return err
	}
	tell := func(id, unit string, src stat.Source, args rule.Args) {
		in.batch = append(in.batch, p.Rules.Fail(id, rule.Subject{Unit: unit, Period: in.period}, src, args))
	}
	files, left := map[string]*judged{}, map[*judged]bool{}
	for _, f := range in.files {
		files[norm.NFC.String(f.File)], left[f] = f, true
	}
	strangers := 0
	for i, a := range in.arrivals {
		at := stat.Source{File: workspace.ReceiptsName, SHA256: in.inputs[workspace.ReceiptsName]}
		f := files[a.File]
		switch {
		case f == nil && !before[a.File]:
			if strangers++; strangers > mostStrangers {
				continue
			}
			tell(rule.ArrivalUnknown, "", at, rule.Args{"seen": a.File, "expected": fmt.Sprintf("第%d行", a.Line)})
		case f != nil && a.Unit != "" && f.Unit != nil && a.Unit != f.Unit.Code:
			tell(rule.ArrivalUnitDiffers, f.Unit.Code, at, rule.Args{"label": a.File,
				"seen": p.Plan.UnitName(a.Unit, in.period), "expected": p.Plan.UnitName(f.Unit.Code, in.period)})
		}
		if f != nil {
			in.arrivals[i].File = f.File // the name under which the ledger keeps it
			delete(left, f)
		}
	}
	if strangers > mostStrangers {
		tell(rule.TooManyAlike, "", stat.Source{File: workspace.ReceiptsName, SHA256: in.inputs[workspace.ReceiptsName]},
			rule.Args{"label": "收件登记的文件不在收件夹", "seen": strconv.Itoa(strangers), "expected": strconv.Itoa(mostStrangers)})
	}
	for _, f := range in.files {
		if !left[f] {
			continue
		}
		unit := ""
		if f.Unit != nil {
			unit = f.Unit.Code
		}
		tell(rule.ArrivalMissing, unit, stat.Source{File: f.File, SHA256: f.SHA256}, rule.Args{"seen": f.File})
	}
	return nil
}

// register finds 收件.csv in whatever case its name is written; nil if there is none.
func (p *Project) register(period stat.Period, list []workspace.InputFile) (*workspace.InputFile, []byte, error) {
	shown := registerPath(period)
	var found *workspace.InputFile
	for i, f := range list {
		if !f.Routine || !strings.EqualFold(norm.NFC.String(f.Name), workspace.ReceiptsName) {
			continue
		}
		if found != nil {
			return nil, nil, fault.Config("收件夹中有两份收件登记", shown, "请合并为一份，命名为 "+workspace.ReceiptsName+"。")
		}
		found = &list[i]
	}
	if found == nil {
		return nil, nil, nil
	}
	f, err := os.Open(found.Path)
	if err != nil {
		return nil, nil, fault.Break("读不到收件登记", shown, "请检查文件权限后重试。", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestRegister+1))
	switch {
	case err != nil:
		return nil, nil, fault.Break("读不到收件登记", shown, "请检查文件权限后重试。", err)
	case len(data) > largestRegister:
		return nil, nil, fault.Config("收件登记过大", shown, "该文件只登记文件和收到时间，请删去无关内容后重试。")
	}
	return found, data, nil
}

func registerPath(period stat.Period) string {
	return path.Join("inputs", period.String(), workspace.ReceiptsName)
}

// arrivalFault is a mistake in a line of 收件.csv.
func arrivalFault(period stat.Period, line int, what, remedy string) error {
	return fault.Config("收件登记有误："+what, fmt.Sprintf("%s 第%d行", registerPath(period), line), remedy)
}

// parseArrivals reads the register strictly: UTF-8 or GB 18030; a head line; lines
// that begin with # and empty lines do not count.
func (p *Project) parseArrivals(data []byte, period stat.Period) ([]ledger.Arrival, error) {
	text, ok := csvbook.Decode(data)
	if !ok {
		return nil, arrivalFault(period, 1, "不是文本文件", "请另存为 CSV（逗号分隔）后重试。")
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	reading := arrivalReader{Project: p, period: period, seen: map[string]int{}}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, arrivalFault(period, bad.StartLine, "引号不成对", "请改正该行后重试。")
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		for i := range record {
			record[i] = strings.TrimSpace(record[i])
		}
		if strings.HasPrefix(record[0], "#") || !slices.ContainsFunc(record, func(s string) bool { return s != "" }) {
			continue
		}
		if err := reading.line(record, line); err != nil {
			return nil, err
		}
	}
	if reading.columns == nil {
		return nil, arrivalFault(period, 1, "没有表头", "第一行请写："+arrivalFile+","+arrivalTime+","+arrivalUnit)
	}
	return reading.found, nil
}

// arrivalReader reads the register line by line.
type arrivalReader struct {
	*Project
	period  stat.Period
	columns map[string]int // title → index; nil before the head
	width   int
	seen    map[string]int // file → line
	found   []ledger.Arrival
}

func (r *arrivalReader) line(record []string, line int) error {
	if r.columns == nil {
		return r.head(record, line)
	}
	for len(record) > r.width && record[len(record)-1] == "" {
		record = record[:len(record)-1]
	}
	if len(record) != r.width {
		return arrivalFault(r.period, line, fmt.Sprintf("有%d栏，表头有%d栏", len(record), r.width), "文件名中有逗号的，请用英文双引号括起来。")
	}
	a := ledger.Arrival{File: norm.NFC.String(record[r.columns[arrivalFile]]), Line: line}
	if a.File == "" {
		return arrivalFault(r.period, line, "没有写文件名", "请补上文件名，或删去该行。")
	}
	if before := r.seen[a.File]; before != 0 {
		return arrivalFault(r.period, line, fmt.Sprintf("「%s」在第%d行已登记过", a.File, before), "一份文件只登记一行；同名文件换过内容的，请改名存放后各登一行。")
	}
	r.seen[a.File] = line
	var err error
	if a.At, err = calendar.ParseMoment(record[r.columns[arrivalTime]]); err != nil {
		return arrivalFault(r.period, line, err.Error(), "请改正该行后重试。")
	}
	if a.At.Year() < r.period.Year {
		return arrivalFault(r.period, line, fmt.Sprintf("收到时间 %s 早于报告期", calendar.Short(a.At)), "请核对年份。")
	}
	if i, has := r.columns[arrivalUnit]; has && record[i] != "" {
		unit, ok := r.unitNamed(record[i])
		if !ok {
			return arrivalFault(r.period, line, fmt.Sprintf("报送单位「%s」不在报送名单中", record[i]), "请写单位的名称或代码，或留空。")
		}
		a.Unit = unit
	}
	r.found = append(r.found, a)
	return nil
}

func (r *arrivalReader) head(record []string, line int) error {
	columns := map[string]int{}
	for i, title := range record {
		_, twice := columns[title]
		switch {
		case title == "":
			continue // a spreadsheet fills up short lines
		case twice:
			return arrivalFault(r.period, line, fmt.Sprintf("「%s」一栏写了两次", title), "请删去一栏。")
		case !slices.Contains([]string{arrivalFile, arrivalTime, arrivalUnit}, title):
			return arrivalFault(r.period, line, fmt.Sprintf("不认识「%s」一栏", title), "表头应为："+arrivalFile+"、"+arrivalTime+"，可以加"+arrivalUnit+"；不登记个人信息。")
		}
		columns[title] = i
		r.width = i + 1
	}
	for _, title := range []string{arrivalFile, arrivalTime} {
		if _, ok := columns[title]; !ok {
			return arrivalFault(r.period, line, fmt.Sprintf("没有「%s」一栏", title), "表头应为："+arrivalFile+"、"+arrivalTime+"，可以加"+arrivalUnit+"。")
		}
	}
	r.columns = columns
	return nil
}

// unitNamed finds a reporting unit by any of its names or codes.
func (p *Project) unitNamed(name string) (code string, ok bool) {
	for _, u := range p.Plan.Reporters() {
		if slices.Contains(u.Names(), name) {
			return u.Code, true
		}
	}
	return "", false
}
