package main

import (
	"reflect"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/xlsx"
)

// limitsConfig is the part limits of zhibao.yaml; what is not set keeps its default.
type limitsConfig struct {
	Seconds       *int `yaml:"seconds" mapstructure:"seconds"`
	FileMB        *int `yaml:"file_mb" mapstructure:"file_mb"`
	TotalMB       *int `yaml:"total_mb" mapstructure:"total_mb"`
	PartMB        *int `yaml:"part_mb" mapstructure:"part_mb"`
	Ratio         *int `yaml:"ratio" mapstructure:"ratio"`
	Entries       *int `yaml:"entries" mapstructure:"entries"`
	Depth         *int `yaml:"depth" mapstructure:"depth"`
	Attributes    *int `yaml:"attributes" mapstructure:"attributes"`
	Sheets        *int `yaml:"sheets" mapstructure:"sheets"`
	Cells         *int `yaml:"cells" mapstructure:"cells"`
	Extent        *int `yaml:"extent" mapstructure:"extent"`
	CellText      *int `yaml:"cell_text" mapstructure:"cell_text"`
	SharedStrings *int `yaml:"shared_strings" mapstructure:"shared_strings"`
	Merges        *int `yaml:"merges" mapstructure:"merges"`
	Observations  *int `yaml:"observations" mapstructure:"observations"`
	Findings      *int `yaml:"findings" mapstructure:"findings"`
}

// limits gives the limits; wrong is the key of one that is not above zero.
func (c limitsConfig) limits() (lim pipeline.Limits, wrong string) {
	all := reflect.ValueOf(c)
	for i := range all.NumField() {
		if n, ok := all.Field(i).Interface().(*int); ok && n != nil && *n <= 0 {
			return lim, all.Type().Field(i).Tag.Get("yaml")
		}
	}
	set := func(n *int) int {
		if n == nil {
			return 0
		}
		return *n
	}
	mega := func(n *int) int64 { return int64(set(n)) << 20 }
	return pipeline.Limits{
		Time: time.Duration(set(c.Seconds)) * time.Second, Observations: set(c.Observations), Findings: set(c.Findings),
		Limits: xlsx.Limits{
			FileBytes: mega(c.FileMB), TotalBytes: mega(c.TotalMB), PartBytes: mega(c.PartMB), Ratio: int64(set(c.Ratio)), Entries: set(c.Entries),
			Depth: set(c.Depth), Attributes: set(c.Attributes), Sheets: set(c.Sheets), Cells: set(c.Cells), Extent: set(c.Extent),
			CellText: set(c.CellText), SharedStrings: set(c.SharedStrings), Merges: set(c.Merges),
		},
	}, ""
}
