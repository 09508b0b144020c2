package main

import (
	"path/filepath"
	"strings"
	"testing"

	"zhibao/pipeline"
)

// What zhibao.yaml says of the paper reaches the pipeline; a date written otherwise
// than documents print it is refused with its line.
func TestPaperSettings(t *testing.T) {
	config := filepath.Join(t.TempDir(), "zhibao.yaml")
	write(t, config, "preprinted: true\nimprint: {copies: 市委办公室, office: 市政府办公室}\npapers:\n"+
		"  \"2018\": {date: 2019年3月5日, signer: 张三, printed: 2019年3月6日}\n")
	s, err := (&app{}).settings(config)
	if err != nil {
		t.Fatal(err)
	}
	want := pipeline.PaperSetting{Date: "2019年3月5日", Signer: "张三", Printed: "2019年3月6日"}
	if s.Papers["2018"] != want || !s.Preprinted || s.Imprint != (pipeline.ImprintSetting{Copies: "市委办公室", Office: "市政府办公室"}) {
		t.Errorf("%+v", s)
	}
	for _, c := range []struct{ paper, want string }{
		{"date: 2019年03月05日", "成文日期「2019年03月05日」"}, {"date: 二〇一九年三月五日", "成文日期"}, {"date: 19年3月5日", "成文日期"}, {"printed: 2019年13月5日", "印发日期"},
	} {
		write(t, config, "papers:\n  \"2018\":\n    number: 1\n    "+c.paper+"\n")
		_, err := (&app{}).settings(config)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "4") {
			t.Errorf("%s: %v", c.paper, err)
		}
	}
}
