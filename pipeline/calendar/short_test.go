package calendar

import (
	"strings"
	"testing"

	"zhibao/pipeline/stat"
)

// Worked out by hand with a wall calendar of 2018.
func TestShortDeadlinesByHand(t *testing.T) {
	h := notices(t)
	for _, c := range []struct{ period, term, want string }{
		{"2018-06-上", "期后2日17时", "2018-06-12 17:00"},    // Tuesday
		{"2018-06-下", "期后2日17时", "2018-07-02 17:00"},    // Monday
		{"2018-06-中", "期后2日9时30分", "2018-06-22 09:30"},  // Friday
		{"2018-09-下", "期后2日17时", "2018-10-08 17:00"},    // in 国庆
		{"2018-02-上", "期后6日17时", "2018-02-22 17:00"},    // 16 February is in 春节
		{"2018-12-下", "期后2日17时", "2019-01-02 17:00"},    // Wednesday of the next year
		{"2018-W23", "期后1日12时", "2018-06-11 12:00"},     // Monday
		{"2018-W24", "期后1日12时", "2018-06-19 12:00"},     // Monday 18 June is 端午
		{"2018-06", "期后8日17时", "2018-07-09 17:00"},      // 8 July is a Sunday
		{"2018-W52", "期后1日12时", "2018-12-31 12:00"},     // Monday
		{"2018-02-下", "期后3日17时30分", "2018-03-05 17:30"}, // 3 March is a Saturday
	} {
		p, err := stat.ParsePeriod(c.period)
		if err != nil {
			t.Fatal(err)
		}
		term, err := ParseTerm(c.term)
		if err != nil {
			t.Fatal(err)
		}
		d, ok := Schedule{Terms: Terms{p.Kind: term}, Holidays: h}.Deadline(p, "", "")
		if got := Short(d.At); !ok || got != c.want || !term.CountsDays() {
			t.Errorf("%s of %s is %s, want %s", c.term, c.period, got, c.want)
		}
	}
	for text, want := range map[string]string{"期后0日17时": "1日至28日", "期后29日17时": "1日至28日", "期后2日24时": "时间不存在", "期后二日17时": "无法识别"} {
		if _, err := ParseTerm(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
