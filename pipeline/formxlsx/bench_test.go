package formxlsx

import (
	"testing"

	"zhibao/pipeline/rule"
)

// BenchmarkReturn marks a form with a finding.
func BenchmarkReturn(b *testing.B) {
	data := load(b).make(b, "430202", "2017", Options{})
	r := marked(rule.Mandatory, "指标数据", "D8")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Return(data, r); err != nil {
			b.Fatal(err)
		}
	}
}
