package label_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// ownLabels are the words that are looked for in what units send.
func ownLabels(t *testing.T) []string {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	forms, err := form.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{
		form.CodeTitle, form.NameTitle, form.UnitTitle, form.RowTitle, form.SampleMark, form.GuideSheet,
		"表号", "填报单位", "单位代码", "报告期", "制定机关", "文号", "有效期至", "说明", "注", "年", "月", "季度", "累计", "全年", "本期", "上期",
	}
	for _, f := range form.FootFields() {
		all = append(all, f.Title)
	}
	for _, u := range p.Units {
		all = append(all, u.Names()...)
		for _, d := range forms.Defs {
			for _, it := range d.Items(p, &u) {
				all = append(append(all, it.Name, it.Unit), it.Aliases...)
			}
		}
	}
	for _, d := range forms.Defs {
		all = append(all, d.Code, d.Title, d.Sheet, d.Authority)
		for _, s := range d.Sections {
			all = append(all, s.Title)
		}
		for _, c := range form.ColumnsFor(d.Columns, stat.Period{Kind: stat.Month, Year: 2018, N: 6}) {
			all = append(append(append(all, c.Title), c.Aliases...), c.Choices...)
		}
	}
	return all
}

// unchanged are the characters of our labels that have no traditional form.
const unchanged = "" +
	"一上下不中主事五交人代以件任企位低例保信值停元先入全公共具再分初利前剩力加化千南原去及口可司名告和品售商器固土在地型域培基塅塘填境增壤外大天" +
	"套委子存季孵安完定室容密小展工已市平年序度建引影心急性息成批技投招指控搬收攸改政整文料新方施日明智月有服期末本材果染株模次步段母每比水汽河洲" +
	"流消淞清湖源炎炭煤爆牌物率理瓦瓷生用田申的益目直省督知石研示社秀科究空立竣端竹等管米置美者耗聚育能自至航色花英茶荷落董行西要覆解超跑通速造道" +
	"遴部配醴重量附降限陵陶障集零青革骨高"

// TestTraditionalCovers: a new label with a character that has a traditional form
// needs that form in traditional.go; a character that has none is listed here.
func TestTraditionalCovers(t *testing.T) {
	covered := label.Covered()
	seen := map[rune]bool{}
	var lacking []rune
	for _, text := range ownLabels(t) {
		for _, r := range text {
			if unicode.Is(unicode.Han, r) && !seen[r] && !strings.ContainsRune(covered, r) && !strings.ContainsRune(unchanged, r) {
				lacking = append(lacking, r)
			}
			seen[r] = true
		}
	}
	slices.Sort(lacking)
	if len(lacking) > 0 {
		t.Errorf("neither a traditional form nor listed as without one: %s", string(lacking))
	}
}

// The table is of pairs, each form once, and no form is a character of ours: the
// second pass over a label changes nothing.
func TestTraditionalTable(t *testing.T) {
	runes := []rune(label.TraditionalForms)
	if len(runes)%2 != 0 {
		t.Fatal("not pairs")
	}
	seen := map[rune]bool{}
	for i := 0; i < len(runes); i += 2 {
		if seen[runes[i]] {
			t.Errorf("%c twice", runes[i])
		}
		seen[runes[i]] = true
	}
	for i := 1; i < len(runes); i += 2 {
		if seen[runes[i]] {
			t.Errorf("%c is a form and a character of ours", runes[i])
		}
	}
}

func TestTraditional(t *testing.T) {
	for _, c := range []struct{ own, other string }{
		{"规模工业增加值", "規模工業增加值"}, {"地区生产总值", "地區生產總值"}, {"地区生产总值", "地區生産總值"},
		{"研究与试验发展（R&D）经费投入强度", "研究與試驗發展（R&D）經費投入強度"},
		{"污水集中处理设施建设及在线监控装置安装率", "汙水集中處理設施建設及在線監控裝置安裝率"},
		{"单位地区生产总值能源消耗降低", "單位地區生產總值能源消耗降低"}, {"社会消费品零售总额", "社會消費品零售總額"},
		{"醴陵市", "醴陵市"}, {"攸县", "攸 縣"}, {"芦淞区", "蘆淞區"}, {"渌口区", "淥口區"}, {"茶陵县", "茶陵縣"}, {"炎陵县", "炎陵縣"},
		{"填报单位", "填報單位："}, {"报告期", "報告期"}, {"表号", "錶號"}, {"表号", "表號"}, {"指标名称", "指標名稱"}, {"计量单位", "計量單位"},
		{"上年同期可比口径", "上年同期可比口徑"}, {"核实说明", "核實說明"}, {"核实说明", "核實説明"}, {"联系电话", "聯繫電話"}, {"联系电话", "聯絡電話"},
	} {
		same := c.other != "聯絡電話" // another word, not another script
		if label.Equal(c.own, c.other) != same {
			t.Errorf("%s and %s: %v", c.own, c.other, !same)
		}
	}
}

// Writing any of our labels in the other script changes nothing. Our own labels hold
// no character that the table replaces, so it cannot make two of them one.
func TestTraditionalIsOneToOne(t *testing.T) {
	forms := map[rune][]rune{}
	pairs := []rune(label.TraditionalForms)
	for i := 0; i < len(pairs); i += 2 {
		forms[pairs[i+1]] = append(forms[pairs[i+1]], pairs[i])
	}
	all := ownLabels(t)
	rapid.Check(t, func(t *rapid.T) {
		own := rapid.SampledFrom(all).Draw(t, "label")
		other := []rune(own)
		for i, r := range other {
			if f := forms[r]; len(f) > 0 && rapid.Bool().Draw(t, "written so") {
				other[i] = rapid.SampledFrom(f).Draw(t, "form")
			}
		}
		once := label.Normalise(string(other))
		if once != label.Normalise(own) || label.Normalise(once) != once {
			t.Fatalf("%s and %s: %q", own, string(other), once)
		}
	})
	for _, own := range all {
		for i := 0; i < len(pairs); i += 2 {
			if strings.ContainsRune(own, pairs[i]) {
				t.Errorf("%s is written with %c, which the table replaces", own, pairs[i])
			}
		}
	}
}
