package csvbook

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibao/pipeline/xlsx"
)

const form = "县市区表,,\r\n填报单位：攸县,,表号：株转示1表\r\n代码,指标名称,全年\r\n01,地区生产总值,610.30\r\n02,\"高新, 企业\",\"1,234\"\r\n"

func want() []string {
	return []string{"A1 string 县市区表", "A2 string 填报单位：攸县", "C2 string 表号：株转示1表", "A3 string 代码", "B3 string 指标名称", "C3 string 全年",
		"A4 string 01", "B4 string 地区生产总值", "C4 number 610.30", "A5 string 02", "B5 string 高新, 企业", "C5 string 1,234"}
}

func told(t *testing.T, b *xlsx.Book) []string {
	t.Helper()
	if len(b.Sheets) != 1 || b.Sheets[0].Name != SheetName || b.Sheets[0].Visibility != xlsx.Visible || len(b.SHA256) != 64 {
		t.Fatalf("%+v", b)
	}
	var list []string
	for _, c := range b.Sheets[0].Cells {
		list = append(list, c.Ref()+" "+c.Type.String()+" "+c.Text)
	}
	return list
}

func TestRead(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(form + "附,塅,")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"utf-8":             {form, want()},
		"byte order mark":   {"\xef\xbb\xbf" + form, want()},
		"gb 18030":          {gb, append(want(), "A6 string 附", "B6 string 塅")},
		"lf":                {strings.ReplaceAll(form, "\r\n", "\n"), want()},
		"no last newline":   {strings.TrimSuffix(form, "\r\n"), want()},
		"blank lines count": {"\n\n表号：1\n", []string{"A3 string 表号：1"}},
		"line in a field":   {"表号：1,\"a\nb\"\nc\n", []string{"A1 string 表号：1", "B1 string a\nb", "A2 string c"}},
	} {
		t.Run(name, func(t *testing.T) {
			book, err := Read([]byte(c.data), xlsx.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, told(t, book)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestSeveralForms(t *testing.T) {
	book, err := Read([]byte("甲表\n填报单位：攸县,表号：1,表号：1\na,1\n乙表\n填报单位：攸县,表号:2\nb,2\n"), xlsx.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range book.Sheets {
		got = append(got, s.Name+" "+s.Cells[0].Ref()+" "+s.Cells[len(s.Cells)-1].Ref())
	}
	if diff := cmp.Diff([]string{"CSV A1 A4", "CSV-2 A5 B6"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	small := xlsx.DefaultLimits()
	small.Cells, small.CellText = 10, 20
	for name, c := range map[string]struct{ data, rule string }{
		"prose":        {"各位领导：数据附后。", xlsx.RuleNotXLSX},
		"another csv":  {"a,b\n1,2\n", xlsx.RuleNotXLSX},
		"binary":       {"表号\x00", xlsx.RuleNotXLSX},
		"no encoding":  {"表号\xff\xff\xff", xlsx.RuleNotXLSX},
		"stray quote":  {"表号：1\na\"b,c\n", xlsx.RuleDamaged},
		"open quote":   {"表号：1\n\"b,c\n", xlsx.RuleDamaged},
		"long text":    {"表号：1\n" + strings.Repeat("字", 21), xlsx.RuleCellText},
		"many cells":   {"表号：1\n" + strings.Repeat("1,1,1\n", 9), xlsx.RuleCells},
		"a far column": {"表号：1\n" + strings.Repeat(",", maxCol) + "1\n", xlsx.RuleExtent},
		"empty":        {"", xlsx.RuleNotXLSX},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read([]byte(c.data), small)
			var refusal *xlsx.Refusal
			if !errors.As(err, &refusal) || refusal.Rule != c.rule || !strings.HasSuffix(refusal.Detail, "。") {
				t.Errorf("%v, want %s", err, c.rule)
			}
		})
	}
}

// FuzzRead wants a book whose cells ascend, or a refusal with words.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{form, "\xef\xbb\xbf表号：1,-0.5\n", "\xb1\xed\xba\xc5,1\n", "表号\n\"", "\n\n,表号\r,\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := xlsx.DefaultLimits()
		book, err := Read(data, lim)
		if err != nil {
			var refusal *xlsx.Refusal
			if !errors.As(err, &refusal) || refusal.Detail == "" {
				t.Fatalf("no refusal: %v", err)
			}
			return
		}
		row, col := 0, 0
		for _, s := range book.Sheets {
			for _, c := range s.Cells {
				if c.Row < row || c.Row == row && c.Col <= col || c.Text == "" || !c.HasValue {
					t.Fatalf("%s after row %d column %d: %+v", c.Ref(), row, col, c)
				}
				row, col = c.Row, c.Col
			}
		}
	})
}
