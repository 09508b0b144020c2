package calendar

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// How a schedule is kept on record, so that a later day can reckon with the terms and
// holidays of an earlier one.

type termRecord struct {
	Days   int        `json:"days,omitempty"`
	Months int        `json:"months"`
	Month  time.Month `json:"month"`
	Day    int        `json:"day"`
	Hour   int        `json:"hour"`
	Minute int        `json:"minute"`
}

// MarshalJSON writes the term out.
func (t Term) MarshalJSON() ([]byte, error) {
	return json.Marshal(termRecord{t.days, t.months, t.month, t.day, t.hour, t.minute})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Term) UnmarshalJSON(data []byte) error {
	var r termRecord
	err := json.Unmarshal(data, &r)
	*t = Term{r.Days, r.Months, r.Month, r.Day, r.Hour, r.Minute}
	return err
}

type holidayRecord struct {
	Off   []Date `json:"off"`
	Work  []Date `json:"work"`
	Years []int  `json:"years"`
}

// MarshalJSON writes the days and years out, in order.
func (h Holidays) MarshalJSON() ([]byte, error) {
	return json.Marshal(holidayRecord{sortedDates(h.off), sortedDates(h.work), slices.Sorted(maps.Keys(h.years))})
}

func sortedDates(days map[Date]bool) []Date {
	return slices.SortedFunc(maps.Keys(days), func(a, b Date) int {
		return slices.Compare([]int{a.Year, int(a.Month), a.Day}, []int{b.Year, int(b.Month), b.Day})
	})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (h *Holidays) UnmarshalJSON(data []byte) error {
	var r holidayRecord
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	*h = Holidays{}
	if len(r.Years) > 0 {
		h.off, h.work, h.years = map[Date]bool{}, map[Date]bool{}, map[int]bool{}
	}
	for _, d := range r.Off {
		h.off[d] = true
	}
	for _, d := range r.Work {
		h.work[d] = true
	}
	for _, y := range r.Years {
		h.years[y] = true
	}
	return nil
}
