package reportpdf

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testShaper(t testing.TB) *shaper { return newShaper(systemFonts(t)) }

func joined(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text())
	}
	return b.String()
}

// TestWrapLosesNothing: the lines joined are the text, and each line is within
// its measure unless a single character is wider.
func TestWrapLosesNothing(t *testing.T) {
	s := testShaper(t)
	alphabet := []rune("示范区建设株洲董家塅，。、；：！？（）《》“”〔〕—…·％%0123456789.,-+ ABCabc亿元个百分点年月日镕喆𠮷\u3000")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 1, 120).Draw(t, "text"))
		width := float64(rapid.IntRange(30, 500).Draw(t, "width"))
		st := style{role: FangSong, size: bodySize, mixed: true}
		lines := s.wrap(text, st, measureOf{width, width})
		if got := joined(lines); got != clean(text) {
			t.Fatalf("got %q, want %q", got, text)
		}
		for _, l := range lines {
			l.justify(width)
			if len(l.glyphs) > 1 && l.width > width+0.1 {
				t.Fatalf("line %q is %.1f wide, measure %.1f", l.text(), l.width, width)
			}
			if joined([]line{l}) != l.text() {
				t.Fatal("justify changed the text")
			}
		}
	})
}

// TestKinsoku: closing marks never begin a line, opening marks never end one,
// numbers keep their units.
func TestKinsoku(t *testing.T) {
	s := testShaper(t)
	text := "根据《株洲市产业转型升级示范区建设方案（2017—2021年）》要求，“3+5+2”产业体系完成25.6%，增加1234.5亿元，低13.5个百分点；（其中：出口10.2亿美元）。Zhuzhou Electric 完成-11.2%，2018年6月30日前报送……"
	for width := 60.0; width < 460; width += 7 {
		lines := s.wrap(text, bodyStyle(FangSong), measureOf{width, width})
		for i, l := range lines {
			rs := []rune(l.text())
			if i > 0 && strings.ContainsRune("，。、；：！？）》”％%…", rs[0]) {
				t.Errorf("width %.0f: line begins with %c", width, rs[0])
			}
			if strings.ContainsRune("（《“", rs[len(rs)-1]) {
				t.Errorf("width %.0f: line ends with %c", width, rs[len(rs)-1])
			}
		}
		if width < 120 {
			continue // too narrow for the longest of these in one line
		}
		all := ""
		for _, l := range lines {
			all += l.text() + "\n"
		}
		for _, whole := range []string{"25.6%", "1234.5亿元", "13.5个百分点", "10.2亿美元", "-11.2%", "2018年", "30日", "Electric"} {
			if !strings.Contains(all, whole) {
				t.Errorf("width %.0f: %s is broken:\n%s", width, whole, all)
			}
		}
	}
}

func TestOpportunities(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"增长25.6%，", "增|长|25.6%，"},
		{"完成“十三五”目标", "完|成|“十三五”|目|标"},
		{"（一）总体", "（一）|总|体"},
		{"14.6亿美元", "14.6亿美元"},
		{"——", "——"},
		{"GDP增速", "GDP|增|速"},
	} {
		var b strings.Builder
		may := opportunities(c.text)
		for i, r := range []rune(c.text) {
			b.WriteRune(r)
			if may[i] {
				b.WriteByte('|')
			}
		}
		if b.String() != c.want {
			t.Errorf("got %s, want %s", b.String(), c.want)
		}
	}
}

func TestJustifyFillsTheMeasure(t *testing.T) {
	s := testShaper(t)
	text := strings.Repeat("截至6月底，16项指标中有11项达到或超过时序进度；", 8)
	lines := s.wrap(text, bodyStyle(FangSong), measureOf{areaWidth, areaWidth})
	for _, l := range lines[:len(lines)-1] {
		l.justify(areaWidth)
		if abs(l.width-areaWidth) > 0.05 {
			t.Errorf("line %q is %.2f wide, want %.2f", l.text(), l.width, areaWidth)
		}
	}
	full := s.wrap(strings.Repeat("株", 28), bodyStyle(FangSong), measureOf{areaWidth, areaWidth})
	if len(full) != 1 {
		t.Errorf("28 characters take %d lines, want 1", len(full))
	}
}
