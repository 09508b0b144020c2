package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/viper"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/yamlfile"
)

// config is zhibao.yaml. The file is read strictly first; viper then lays the
// environment (ZHIBAO_*) and flags over it.
type config struct {
	Issuer     string                    `yaml:"issuer" mapstructure:"issuer"`
	Addressee  string                    `yaml:"addressee" mapstructure:"addressee"`
	Signature  string                    `yaml:"signature" mapstructure:"signature"`
	Superior   string                    `yaml:"superior" mapstructure:"superior"`
	Contact    string                    `yaml:"contact" mapstructure:"contact"`
	Preprinted bool                      `yaml:"preprinted" mapstructure:"preprinted"`
	Imprint    imprintConfig             `yaml:"imprint" mapstructure:"imprint"`
	Papers     map[string]paperConfig    `yaml:"papers" mapstructure:"-"`
	Fonts      fontConfig                `yaml:"fonts" mapstructure:"fonts"`
	Workers    int                       `yaml:"workers" mapstructure:"workers"`
	Edition    string                    `yaml:"edition" mapstructure:"edition"`
	Print      printConfig               `yaml:"print" mapstructure:"print"`
	Limits     limitsConfig              `yaml:"limits" mapstructure:"limits"`
	Ledger     ledgerConfig              `yaml:"ledger" mapstructure:"ledger"`
	Deadlines  deadlinesConfig           `yaml:"deadlines" mapstructure:"-"` // like papers of the file alone: viper would make times of the dates
	Holidays   map[string]holidaysConfig `yaml:"holidays" mapstructure:"-"`
}

type paperConfig struct {
	Number    string `yaml:"number"`
	Date      string `yaml:"date"`
	Addressee string `yaml:"addressee"`
	AsOf      string `yaml:"as_of"`
	Embargo   string `yaml:"embargo"`
	Signer    string `yaml:"signer"`
	Printed   string `yaml:"printed"`
}

type imprintConfig struct {
	Copies string `yaml:"copies" mapstructure:"copies"`
	Office string `yaml:"office" mapstructure:"office"`
}

type fontConfig struct {
	Dirs   []string          `yaml:"dirs" mapstructure:"dirs"`
	Roles  map[string]string `yaml:"roles" mapstructure:"-"`
	Strict bool              `yaml:"strict" mapstructure:"strict"`
}

// envPrefix begins the names of environment variables that hold settings.
const envPrefix = "ZHIBAO"

// writtenDay is a date as documents print it (GB/T 9704-2012, 7.3.5.3): Arabic
// numerals without padding, × for what is still open.
var writtenDay = regexp.MustCompile(`^(\d{4}|×{1,4})年([1-9]|1[0-2]|×{1,2})月([1-9]|[12]\d|3[01]|×{1,2})日$`)

func (a *app) settings(path string) (pipeline.Settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return pipeline.Settings{}, fault.Break("读不到工作区配置", path, "请检查文件权限后重试。", err)
	}
	return a.settingsIn(data, filepath.Dir(path))
}

// settingsIn reads the content of a zhibao.yaml that lies in root.
func (a *app) settingsIn(data []byte, root string) (pipeline.Settings, error) {
	data, err := yamlfile.Text(data, "zhibao.yaml")
	if err != nil {
		return pipeline.Settings{}, err
	}
	if err := noPasswordIn(data); err != nil {
		return pipeline.Settings{}, err
	}
	strict := config{Print: printDefaults()}
	if err := yamlfile.Decode(data, "zhibao.yaml", &strict); err != nil {
		return pipeline.Settings{}, err
	}
	// Keys such as 2018-06 and names of fonts hold no path of viper's.
	v := viper.NewWithOptions(viper.KeyDelimiter("::"), viper.EnvKeyReplacer(strings.NewReplacer("::", "_")))
	v.SetConfigType("yaml")
	v.SetEnvPrefix(envPrefix)
	v.AutomaticEnv() // ZHIBAO_AS_OF too, which the file has by period only
	if err := v.ReadConfig(bytes.NewReader(data)); err != nil {
		return pipeline.Settings{}, fault.Config("工作区配置写法有误", "zhibao.yaml", "请检查缩进和引号。")
	}
	for _, key := range configKeys() {
		if !key.fromFile {
			_ = v.BindEnv(strings.ReplaceAll(key.path, ".", "::")) // also what the file does not have; fails only without a key
		}
	}
	c := strict
	if err := v.Unmarshal(&c); err != nil {
		f := fault.Config("环境变量的值类型不对，例如 ZHIBAO_WORKERS 应为整数", strings.Join(ourEnvironment(), "、"), "请改正或清除该环境变量。")
		f.Err = err
		return pipeline.Settings{}, f
	}
	reader := scheduleReader{data}
	limits, wrong := c.Limits.limits()
	if wrong != "" {
		return pipeline.Settings{}, reader.setting("limits", wrong, "limits 的 "+wrong+" 必须大于 0", "请改正，或删去该项以使用缺省值。")
	}
	prints, wrong := c.Print.limits()
	if wrong != "" {
		return pipeline.Settings{}, reader.setting("print", wrong, "print 的 "+wrong+" 不能是负数", "请改为 0（全部印出）或正整数，或删去该项以使用缺省值。")
	}
	if c.Workers < 0 {
		return pipeline.Settings{}, reader.setting("", "workers", "workers 不能是负数", "请改为 0（按处理器个数）或正整数。")
	}
	edition, err := a.editionOf(c.Edition)
	if err != nil {
		return pipeline.Settings{}, err
	}
	server, err := c.Ledger.server(root)
	if err != nil {
		return pipeline.Settings{}, err
	}
	a.lease = c.Ledger.lease()
	s := pipeline.Settings{
		Ledger: server, Build: buildID(),
		Issuer: c.Issuer, Addressee: c.Addressee, Signature: c.Signature, Superior: c.Superior, Contact: c.Contact, Workers: c.Workers, Limits: limits, Version: version, Edition: edition, Print: prints,
		Preprinted: c.Preprinted, Imprint: pipeline.ImprintSetting(c.Imprint),
		Fonts:  reportpdf.FontConfig{Dirs: c.Fonts.Dirs, Roles: strict.Fonts.Roles, Strict: c.Fonts.Strict},
		Papers: map[string]pipeline.PaperSetting{},
	}
	for _, period := range slices.Sorted(maps.Keys(strict.Papers)) {
		p := strict.Papers[period]
		asOf, err := moment(p.AsOf)
		if err != nil {
			return pipeline.Settings{}, reader.fault("$.papers."+period+".as_of", "统计截至时间有误："+err.Error(), "例如：as_of: 2018-07-09T17:00")
		}
		for _, day := range []struct{ key, name, text string }{{"date", "成文日期", p.Date}, {"printed", "印发日期", p.Printed}} {
			if day.text != "" && !writtenDay.MatchString(day.text) {
				return pipeline.Settings{}, reader.fault("$.papers."+period+"."+day.key, fmt.Sprintf("%s「%s」的写法不合公文格式", day.name, day.text), "请写成 2018年7月5日 的样子：用阿拉伯数字，年份写全，月、日前不加 0；未定的写作 2018年×月×日。")
			}
		}
		paper := pipeline.PaperSetting{Number: p.Number, Date: p.Date, Addressee: p.Addressee, AsOf: asOf, Signer: p.Signer, Printed: p.Printed}
		if p.Embargo != "" {
			if paper.Embargo, err = time.Parse(time.DateOnly, p.Embargo); err != nil {
				return pipeline.Settings{}, reader.fault("$.papers."+period+".embargo", fmt.Sprintf("公布日期「%s」不是日期", p.Embargo), "请写成 2018-07-20 的样子，或删去该项。")
			}
		}
		s.Papers[period] = paper
	}
	if s.Schedule, err = reader.schedule(&strict); err != nil {
		return pipeline.Settings{}, err
	}
	return s, a.asOf(&s, v.GetString("as_of"))
}

// ourEnvironment are the names of the variables that settings are taken from; their
// values may be secret.
func ourEnvironment() []string {
	var names []string
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, envPrefix+"_") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// setting is the fault of a setting, in the environment or on its line of the file.
func (r scheduleReader) setting(part, key, what, remedy string) error {
	path, name := "$."+key, envPrefix+"_"+strings.ToUpper(key)
	if part != "" {
		path, name = "$."+part+"."+key, envPrefix+"_"+strings.ToUpper(part+"_"+key)
	}
	if _, set := os.LookupEnv(name); set {
		return fault.Config(what, "环境变量 "+name, remedy)
	}
	return r.fault(path, what, remedy)
}
