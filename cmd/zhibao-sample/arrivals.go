package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/calendar"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// arrival is when the files of a sample came: one after another on one day, and
// one unit's behind the deadline.
type arrival struct {
	from     string // the first file's
	lateUnit string
	late     string
}

// between is the time from one file to the next; a period's files come in one
// working day.
const between = 15 * time.Minute

// writeArrivals writes 收件.csv. Its times are made up.
func writeArrivals(dir string, units []*plan.Unit, period stat.Period, a arrival) error {
	at, err := calendar.ParseMoment(a.from)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf# 示例数据：收到时间为演示编造\r\n")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"文件", "收到时间", "报送单位"}}
	for _, u := range units {
		shown := calendar.Short(at)
		if u.Code == a.lateUnit {
			shown = a.late
		}
		rows = append(rows, []string{pipeline.IssuedName(u, period), shown, u.NameAt(period)})
		at = at.Add(between)
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, workspace.ReceiptsName), b.Bytes(), 0o644)
}
