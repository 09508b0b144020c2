package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/form"
	"zhibao/pipeline/stat"
)

// foot adds the foot of a form to a submission.
func foot(s Submission, name, phone, reported string) Submission {
	for _, f := range [][2]string{{"filled_by", name}, {"phone", phone}, {"reported_on", reported}} {
		if f[1] != "" {
			s.Observations = append(s.Observations, stat.Observation{Unit: s.Unit, Form: "county", Item: form.FootItem, Measure: stat.Measure(f[0]), Period: s.Period,
				Quantity: stat.Quantity{Kind: stat.TextOnly, Read: f[1]}})
		}
	}
	return s
}

func TestVersions(t *testing.T) { onEach(t, testVersions) }

func testVersions(t *testing.T, _ opener, l *Ledger) {
	nine := time.Date(2018, 7, 9, 1, 0, 0, 0, time.UTC)
	at := func(hours int) time.Time { return nine.Add(time.Duration(hours) * time.Hour) }
	first, second := foot(sub("430281", "a.xlsx", "1", Returned), "甲岗", "1", "2018-07-09"), sub("430281", "a.xlsx", "2", Accepted)
	again := first
	again.Versions = "v2" // judged by other rules, under another name beside the old
	copied := again
	copied.File, copied.State = "b.xlsx", Superseded
	run := func(id string, arrivals ...Arrival) Run { return Run{ID: id, Period: june, Arrivals: arrivals} }
	put(t, l, run("1", Arrival{"a.xlsx", at(1), "430281", 2}), first)
	put(t, l, run("2", Arrival{"b.xlsx", at(0), "", 5}, Arrival{"c.xlsx", at(9), "", 7}), again, copied)
	put(t, l, run("3", Arrival{"a.xlsx", at(3), "", 2}), second)

	got, err := l.Versions(t.Context(), june)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d versions (%v)", len(got), err)
	}
	cells := []Filled{{"430281", &Asked{"county", "gdp", stat.Value, "县市区表", "E8"}}}
	zero, three := at(0), at(3)
	want := []Version{
		{Unit: "430281", File: "a.xlsx", SHA256: first.SHA256, First: 1, Last: 2, State: Returned, Arrived: &zero, Cells: cells, ReportedOn: "2018-07-09"},
		{Unit: "430281", File: "a.xlsx", SHA256: second.SHA256, First: 3, Last: 3, State: Accepted, Arrived: &three, Cells: cells},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	last, _, err := l.LastRun(t.Context(), june)
	check(t, err, []Arrival{{"a.xlsx", at(3), "", 2}}, last.Arrivals)
	none, err := l.Versions(t.Context(), june.YearAgo())
	if err != nil || len(none) != 0 {
		t.Errorf("%v %v", none, err)
	}
}

// The contact is that of the last period that sent one, not of a later period than
// is asked for.
func TestContacts(t *testing.T) { onEach(t, testContacts) }

func testContacts(t *testing.T, _ opener, l *Ledger) {
	july := stat.Period{Kind: stat.Month, Year: 2018, N: 7}
	in := func(p stat.Period, unit, file, name, phone string, state State) Submission {
		s := sub(unit, file, "1", state)
		s.Period = p
		return foot(s, name, phone, "")
	}
	put(t, l, Run{ID: "july", Period: july}, in(july, "430281", "x", "七月", "7", Accepted))
	put(t, l, Run{ID: "june", Period: june}, in(june, "430281", "y", "六月", "6", Returned), in(june, "430281", "z", "旧", "0", Superseded), in(june, "430202", "w", "", "66", Accepted))
	for p, want := range map[stat.Period]map[string]Contact{
		june: {"430281": {"六月", "6"}, "430202": {"", "66"}}, july: {"430281": {"七月", "7"}, "430202": {"", "66"}}, june.YearAgo(): {},
	} {
		got, err := l.Contacts(t.Context(), p)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", p, err, diff)
		}
	}
}
