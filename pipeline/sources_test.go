package pipeline

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/stat"
)

// Every setting either is kept with what was printed, or cannot change what is printed
// from a ledger and its archive.
func TestPrintSettingsTakeAll(t *testing.T) {
	kept := []string{"Issuer", "Addressee", "Signature", "Superior", "Contact", "Papers", "Schedule", "AsOf", "Preprinted", "Imprint", "Edition", "Print"}
	others := []string{"Fonts", "Workers", "Limits", "Version", "Build", "Ledger"} // fonts and program are named by themselves
	for f := range reflect.TypeFor[Settings]().Fields() {
		if !slices.Contains(kept, f.Name) && !slices.Contains(others, f.Name) {
			t.Errorf("%s is neither kept with what is printed nor known to be without effect on it", f.Name)
		}
	}
}

// Settings come back from the archive as they were.
func TestPrintSettingsComeBack(t *testing.T) {
	term, err := calendar.ParseTerm("次月8日17时30分")
	if err != nil {
		t.Fatal(err)
	}
	var days calendar.Holidays
	off, work := calendar.Date{Year: 2018, Month: 2, Day: 15}, calendar.Date{Year: 2018, Month: 2, Day: 11}
	if _, _, err := days.AddYear(2018, [][]calendar.Date{{off}}, [][]calendar.Date{{work}}); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2018, 7, 9, 17, 0, 0, 0, calendar.Zone())
	want := printSettings{Issuer: "文头\n文件", Superior: "上级", Contact: "综合科", Paper: PaperSetting{Number: "×号", AsOf: &at, Embargo: at, Signer: "张三", Printed: "2018年7月9日"}, AsOf: &at, Preprinted: true, Edition: PublicBeside, Print: compose.Limits{Rows: 3, Bars: 2, Names: 1}, Imprint: ImprintSetting{"抄送", "印发"}, Schedule: calendar.Schedule{
		Terms: calendar.Terms{stat.Month: term}, Exceptions: []calendar.Exception{{Form: "表", Kind: "园区", Terms: calendar.Terms{stat.Month: term}}}, Holidays: days}}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got printSettings
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
