package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline/convert"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
	"zhibao/pipeline/xlsx"
)

func TestWithin(t *testing.T) {
	ctx := context.Background()
	if got, err := within(ctx, time.Minute, func() int { return 7 }); got != 7 || err != nil {
		t.Errorf("%d %v", got, err)
	}
	if _, err := within(ctx, time.Minute, func() int { panic("boom") }); err == nil || !strings.Contains(err.Error(), "boom") {
		t.Errorf("a panic: %v", err)
	}
	hold := make(chan struct{})
	defer close(hold)
	wait := func() int { <-hold; return 0 }
	if _, err := within(ctx, time.Millisecond, wait); err == nil || !strings.Contains(err.Error(), "超过") {
		t.Errorf("no end: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := within(ended, time.Minute, wait); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

// repository opens the sample workspace.
func repository(t testing.TB) (*Project, ingest.Context) {
	t.Helper()
	w, err := workspace.Open("..")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(w, Settings{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p, ingest.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: stat.Period{Kind: stat.Year, Year: 2017}}
}

// readAs reads a file and gives the first finding of a rule.
func readAs(t *testing.T, p *Project, c ingest.Context, path, id string) (*ingest.Submission, rule.Result) {
	t.Helper()
	sub, err := readFile(context.Background(), p, c, path, "报表.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range sub.Results {
		if r.Rule == id {
			return sub, r
		}
	}
	t.Fatalf("no finding %s in %+v", id, sub.Results)
	return nil, rule.Result{}
}

const sampleFile = "../inputs/2017/430281-醴陵市.xlsx"

// A file that is not through in time, or that reports too much, is left out whole.
func TestLeftOut(t *testing.T) {
	p, c := repository(t)
	p.Settings.Limits.Time = 1
	sub, r := readAs(t, p, c, sampleFile, rule.NotFinished)
	if len(sub.Observations) > 0 || sub.Unit != nil || !r.Severity.Returns() || r.Source.File != "报表.xlsx" || len(r.Source.SHA256) != 64 {
		t.Errorf("%+v", sub)
	}
	p.Settings.Limits = Limits{Observations: 3}
	if sub, r = readAs(t, p, c, sampleFile, rule.NotFinished); len(sub.Observations) > 0 || !strings.Contains(r.Message, "超过3项的上限") {
		t.Errorf("%+v", sub)
	}
	p.Settings.Limits = Limits{Limits: xlsx.Limits{Cells: 10}}
	if sub, _ = readAs(t, p, c, sampleFile, rule.FileRefused); len(sub.Observations) > 0 {
		t.Errorf("%+v", sub)
	}
}

// Findings of one rule are listed up to the limit, and then counted.
func TestFindingsBounded(t *testing.T) {
	p, c := repository(t)
	in := incoming{ctx: c, name: "a", lim: Limits{Findings: 2, Observations: 1}}
	sub := &ingest.Submission{}
	for i := range 5 {
		sub.Results = append(sub.Results, c.Rules.Fail(rule.StrayText, rule.Subject{}, stat.Source{}, rule.Args{"seen": fmt.Sprint(i)}))
	}
	got := in.bounded(sub).Results
	if len(got) != 3 || got[1].Seen != "1" || got[2].Rule != rule.TooManyAlike || got[2].Seen != "5" {
		t.Errorf("%+v", got)
	}
	p.Settings.Limits = Limits{}
	if lim := p.Settings.Limits.orDefault(); lim != DefaultLimits() {
		t.Errorf("%+v", lim)
	}
}

// An old workbook is converted once, and its source stays the file that was sent.
func TestConvertedSource(t *testing.T) {
	p, c := repository(t)
	good, err := os.ReadFile(sampleFile)
	if err != nil {
		t.Fatal(err)
	}
	old := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"...)
	path := filepath.Join(t.TempDir(), "a.xls")
	if err := os.WriteFile(path, old, 0o644); err != nil {
		t.Fatal(err)
	}
	readAs(t, p, c, path, rule.FileRefused) // nothing to convert with
	p.Convert = func(_ context.Context, data []byte, _ int64) ([]byte, error) {
		if !bytes.Equal(data, old) {
			t.Error("other bytes are converted")
		}
		return good, nil
	}
	sub, r := readAs(t, p, c, path, rule.Converted)
	if sub.SHA256 != workspace.Hash(old) || len(sub.Observations) == 0 || sub.Observations[0].Source.SHA256 != sub.SHA256 || r.Subject.Unit != "430281" {
		t.Errorf("%+v", r)
	}
	for why, converter := range map[string]Converter{
		"转换超过30秒没有完成，已停止": func(context.Context, []byte, int64) ([]byte, error) {
			return nil, fmt.Errorf("soffice: %w", &convert.TooSlow{Limit: convert.TimeLimit})
		},
		"转换没有成功":   func(context.Context, []byte, int64) ([]byte, error) { return nil, errors.New("no") },
		"转换后仍不能接收": func(context.Context, []byte, int64) ([]byte, error) { return old, nil },
	} {
		p.Convert = converter
		sub, r := readAs(t, p, c, path, rule.FileRefused)
		if !strings.Contains(r.Message, why) || !strings.Contains(r.Message, "另存为 .xlsx") {
			t.Errorf("%s: %s", why, r.Message)
		}
		if (&intake{Project: p}).lasting(sub) {
			t.Errorf("%s: not tried again", why)
		}
	}
	// A broken file stays refused, whatever there is to convert with.
	if err := os.WriteFile(path, good[:len(good)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	if sub, _ := readAs(t, p, c, path, rule.FileRefused); !(&intake{Project: p}).lasting(sub) {
		t.Error("a broken file is read again in every run")
	}
}

// readFile reads a file as a run does that has no ledger.
func readFile(ctx context.Context, p *Project, c ingest.Context, path, name string) (*ingest.Submission, error) {
	return (&intake{Project: p, with: c}).take(ctx, path, name)
}
