package main

import "reflect"

// configKey is a setting of zhibao.yaml.
type configKey struct {
	path     string // dotted; 报告期 and 年份 stand for what a person writes there
	fromFile bool   // alone: the environment cannot set it
}

// placeholders are the keys that a person chooses, by the section.
var placeholders = map[string]string{"papers": "报告期", "holidays": "年份"}

// configKeys are all settings that the program reads, in the order of the structs.
func configKeys() []configKey { return keysOf(reflect.TypeFor[config](), "", false) }

func keysOf(t reflect.Type, prefix string, fromFile bool) (keys []configKey) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, of := f.Tag.Get("yaml"), f.Type
		path, alone := prefix+name, fromFile || f.Tag.Get("mapstructure") == "-"
		if word, has := placeholders[path]; has {
			path, of, alone = path+"."+word, of.Elem(), true
		}
		if of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct {
			of, alone = of.Elem(), true
		}
		if of.Kind() == reflect.Struct {
			keys = append(keys, keysOf(of, path+".", alone)...)
			continue
		}
		keys = append(keys, configKey{path, alone})
	}
	return keys
}
