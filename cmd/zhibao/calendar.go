package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/calendar"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// deadlinesConfig is the part deadlines of zhibao.yaml.
type deadlinesConfig struct {
	Month   string         `yaml:"month"`
	Quarter string         `yaml:"quarter"`
	Year    string         `yaml:"year"`
	TenDay  string         `yaml:"ten_day"`
	Week    string         `yaml:"week"`
	Except  []exceptConfig `yaml:"except"`
}

type exceptConfig struct {
	Form    string `yaml:"form"`
	Units   string `yaml:"units"`
	Month   string `yaml:"month"`
	Quarter string `yaml:"quarter"`
	Year    string `yaml:"year"`
	TenDay  string `yaml:"ten_day"`
	Week    string `yaml:"week"`
}

// termTexts are the texts of a term by kind of period.
type termTexts struct{ month, quarter, year, tenDay, week string }

// Terms of the short periods where the configuration has none.
const defaultTenDay, defaultWeek = "期后2日17时", "期后1日12时"

// holidaysConfig is a year of the part holidays.
type holidaysConfig struct {
	Off  []string `yaml:"off"`
	Work []string `yaml:"work"`
}

// scheduleReader turns the configuration into a calendar; faults name the line.
type scheduleReader struct{ data []byte }

func (r scheduleReader) fault(path, what, remedy string) error {
	return yamlfile.At(r.data, "zhibao.yaml", path, what, remedy)
}

// where is the line of a value, for a fault that is found later.
func (r scheduleReader) where(path string) string {
	if f, ok := r.fault(path, "", "").(*fault.Fault); ok {
		return f.Where
	}
	return "zhibao.yaml"
}

func (r scheduleReader) schedule(c *config) (s calendar.Schedule, err error) {
	if s.Terms, err = r.terms(termTexts{c.Deadlines.Month, c.Deadlines.Quarter, c.Deadlines.Year,
		cmp.Or(c.Deadlines.TenDay, defaultTenDay), cmp.Or(c.Deadlines.Week, defaultWeek)}, "$.deadlines"); err != nil {
		return s, err
	}
	for i, e := range c.Deadlines.Except {
		at := fmt.Sprintf("$.deadlines.except[%d]", i)
		x := calendar.Exception{Form: e.Form, Kind: e.Units}
		if x.Terms, err = r.terms(termTexts{e.Month, e.Quarter, e.Year, e.TenDay, e.Week}, at); err != nil {
			return s, err
		}
		switch {
		case e.Form == "" && e.Units == "":
			return s, r.fault(at, "另定的期限没有写明哪张表或哪类单位", "请写上 form（表号）或 units（单位类别）。")
		case e.Units != "" && !slices.Contains(pipeline.UnitKindNames(), e.Units):
			return s, r.fault(at+".units", fmt.Sprintf("单位类别「%s」不认识", e.Units), "可用的写法："+strings.Join(pipeline.UnitKindNames(), "、")+"。")
		case len(x.Terms) == 0:
			return s, r.fault(at, "另定的期限没有写明时间", "请写上 month、quarter、year、ten_day 或 week。")
		}
		if e.Form != "" {
			x.Where = r.where(at + ".form")
		}
		s.Exceptions = append(s.Exceptions, x)
	}
	return s, r.holidays(&s.Holidays, c.Holidays)
}

func (r scheduleReader) terms(c termTexts, at string) (calendar.Terms, error) {
	terms := calendar.Terms{}
	for _, t := range []struct {
		kind      stat.PeriodKind
		key, text string
	}{{stat.Month, "month", c.month}, {stat.Quarter, "quarter", c.quarter}, {stat.Year, "year", c.year},
		{stat.TenDay, "ten_day", c.tenDay}, {stat.Week, "week", c.week}} {
		if t.text == "" {
			continue
		}
		term, err := calendar.ParseTerm(t.text)
		if err != nil {
			return nil, r.fault(at+"."+t.key, "报送"+err.Error(), "请按提示修改该行后重试。")
		}
		if (stat.Period{Kind: t.kind}).Short() && !term.CountsDays() {
			return nil, r.fault(at+"."+t.key, fmt.Sprintf("旬、周的报送期限「%s」不从本期最后一天算起", t.text), "请写成 期后2日17时 的样子。")
		}
		terms[t.kind] = term
	}
	return terms, nil
}

func (r scheduleReader) holidays(h *calendar.Holidays, years map[string]holidaysConfig) error {
	for _, key := range slices.Sorted(maps.Keys(years)) {
		at := "$.holidays." + key
		year, err := strconv.Atoi(key)
		if err != nil || len(key) != 4 {
			return r.fault("$.holidays", fmt.Sprintf("节假日的年份「%s」无法识别", key), "请写成四位数字的年份，例如 \"2018\"。")
		}
		off, err := r.days(at+".off", years[key].Off)
		if err != nil {
			return err
		}
		work, err := r.days(at+".work", years[key].Work)
		if err != nil {
			return err
		}
		if list, i, err := h.AddYear(year, off, work); err != nil {
			return r.fault(fmt.Sprintf("%s.%s[%d]", at, list, i), "节假日有误："+err.Error(), "请按国务院办公厅的放假通知改正。")
		}
	}
	return nil
}

func (r scheduleReader) days(at string, list []string) ([][]calendar.Date, error) {
	var out [][]calendar.Date
	for i, text := range list {
		days, err := calendar.ParseDates(text)
		if err != nil {
			return nil, r.fault(fmt.Sprintf("%s[%d]", at, i), "节假日有误："+err.Error(), "单日写成 2018-01-01，连续几日写成 2018-02-15至2018-02-21。")
		}
		out = append(out, days)
	}
	return out, nil
}

// moment reads a moment; nil if the text is empty.
func moment(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	t, err := calendar.ParseMoment(text)
	return &t, err
}

// asOf takes the moment of lateness from the flag, else from the environment.
func (a *app) asOf(s *pipeline.Settings, environment string) (err error) {
	text, where := a.on, "--on"
	if text == "" {
		text, where = environment, "ZHIBAO_AS_OF"
	}
	if s.AsOf, err = moment(text); err != nil {
		return fault.Config(err.Error(), where, "例如：--on 2018-07-09T17:00")
	}
	return nil
}

// withOn gives a command that judges lateness its --on flag.
func (a *app) withOn(c *cobra.Command, what string) *cobra.Command {
	c.Flags().StringVar(&a.on, "on", "", what)
	return c
}

// editionOf takes the edition from the flag, else from the settings.
func (a *app) editionOf(setting string) (pipeline.Edition, error) {
	text, where := setting, "zhibao.yaml 的 edition 或环境变量 ZHIBAO_EDITION"
	if a.edition != "" {
		text, where = a.edition, "--edition"
	}
	e, ok := pipeline.ParseEdition(text)
	if !ok {
		return "", fault.Config(fmt.Sprintf("没有「%s」这种版本", text), where, "可用的写法：internal（只出内部版）、public（另出公开版）。")
	}
	return e, nil
}

// withEdition gives a command that prints its --edition flag.
func (a *app) withEdition(c *cobra.Command) *cobra.Command {
	c.Flags().StringVar(&a.edition, "edition", "", textFlagEdition)
	return c
}
