package plan

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/stat"
)

func period(t *testing.T, text string) stat.Period {
	t.Helper()
	p, err := stat.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// 渌口区 was 株洲县, 430221, in periods that end before June 2018.
func TestUnitNameInTime(t *testing.T) {
	p := loadSample(t)
	for when, want := range map[string][2]string{
		"2017":    {"株洲县", "430221"},
		"2018-05": {"株洲县", "430221"},
		"2018-06": {"渌口区", "430212"},
		"2018-Q1": {"株洲县", "430221"},
		"2018-Q2": {"渌口区", "430212"},
		"2018":    {"渌口区", "430212"},
	} {
		u, ok := p.Unit("430221")
		if !ok || u.Code != "430212" {
			t.Fatalf("430221 is %v", u)
		}
		if d := cmp.Diff(want, [2]string{u.NameAt(period(t, when)), u.CodeAt(period(t, when))}); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
	u, _ := p.Unit("D06")
	if a, b := u.NameAt(period(t, "2018")), u.NameAt(period(t, "2019-02")); a != "市环境保护局" || b != "市生态环境局" {
		t.Errorf("D06 is %s, then %s", a, b)
	}
}

// A former name may end with a quarter: 2018-Q3 begins in July.
func TestFormerNameUntilQuarter(t *testing.T) {
	p, err := Load(os.DirFS(changed(t, unitsFile, `until: "2018-06"`, `until: "2018-Q3"`)), "inputs/plan")
	if err != nil {
		t.Skip("a quarter is refused: ", err)
	}
	u, _ := p.Unit("430212")
	if got := u.NameAt(period(t, "2018-06")); got != "株洲县" {
		t.Errorf("June 2018, before 2018-Q3: %s", got)
	}
	if got := u.NameAt(period(t, "2018-07")); got != "渌口区" {
		t.Errorf("July 2018, in 2018-Q3: %s", got)
	}
}

func TestUnitLookups(t *testing.T) {
	p := loadSample(t)
	june := period(t, "2018-06")
	for code, want := range map[string]string{
		"430200": "株洲市", "P01": "株洲高新区", "P0103": "董家塅高科园", "D01": "市统计局", "X99": "X99",
	} {
		if got := p.UnitName(code, june); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	if n := len(p.Reporters()); n != 9+8+12 {
		t.Errorf("%d reporters", n)
	}
	var subs []string
	for _, u := range p.SubParksOf("P01") {
		subs = append(subs, u.Code+u.Name+u.Parent+u.Level)
	}
	if d := cmp.Diff([]string{"P0101田心高科园P01国家级", "P0102河西示范园P01国家级", "P0103董家塅高科园P01国家级"}, subs); d != "" {
		t.Error(d)
	}
	if !p.Owns("D01") || p.Owns("430281") || p.Owns("P01") {
		t.Error("departments own items, counties and parks do not")
	}
}

// The version is a digest of the files' content.
func TestVersion(t *testing.T) {
	load := func(dir string) string {
		p, err := Load(os.DirFS(dir), "inputs/plan")
		if err != nil {
			t.Fatal(err)
		}
		return p.Version()
	}
	same := load(changed(t, tasksFile, "target: 8.48", "target: 8.48"))
	other := load(changed(t, tasksFile, "target: 8.48", "target: 8.49"))
	if own := load(folder); own != same || own == other {
		t.Errorf("%s, copied %s, changed %s", own, same, other)
	}
}

func TestSchemeDefaults(t *testing.T) {
	s := Scheme{Progress: Linear, Override: map[string]string{"gdp": Log}}
	if s.ProgressOf("gdp") != Log || s.ProgressOf("fai") != Linear {
		t.Error("progress_of does not override progress")
	}
	if got := s.Disclaimer(); got != "测算口径，非官方评分" {
		t.Errorf("without an authority: %q", got)
	}
	if s.Authority = "株发改〔2018〕1号"; s.Disclaimer() != "" {
		t.Errorf("with an authority: %q", s.Disclaimer())
	}
}
