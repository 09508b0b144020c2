package main

import (
	"zhibao/pipeline"
	"zhibao/pipeline/compose"
)

// printConfig is the part print of zhibao.yaml.
type printConfig struct {
	Rows  int `yaml:"rows" mapstructure:"rows"`
	Bars  int `yaml:"bars" mapstructure:"bars"`
	Names int `yaml:"names" mapstructure:"names"`
}

// printDefaults are the limits where zhibao.yaml says nothing.
func printDefaults() printConfig { return printConfig(pipeline.DefaultPrint) }

// limits checks the configured ones; wrong is the key of one that cannot be.
func (c printConfig) limits() (l compose.Limits, wrong string) {
	for _, one := range []struct {
		key string
		n   int
	}{{"rows", c.Rows}, {"bars", c.Bars}, {"names", c.Names}} {
		if one.n < 0 {
			return l, one.key
		}
	}
	return compose.Limits(c), ""
}
