package ingest_test

import (
	"os"
	"path/filepath"
	"testing"

	"zhibao/pipeline/form"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// sampleContext is what the sample of 2017 is read with.
func sampleContext(t testing.TB) ingest.Context {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	forms, err := form.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rule.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return ingest.Context{Plan: p, Forms: forms, Rules: rules, Period: stat.Period{Kind: stat.Year, Year: 2017}}.Prepared()
}

// samples are the sample submissions of 2017, in order of name.
func samples(t testing.TB) [][]byte {
	t.Helper()
	names, err := filepath.Glob("../../inputs/2017/*.xlsx")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d sample submissions, %v", len(names), err)
	}
	var list [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, data)
	}
	return list
}
