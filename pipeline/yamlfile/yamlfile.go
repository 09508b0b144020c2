// Package yamlfile reads YAML strictly: an unknown key, a key given twice or a
// value of the wrong type is a fault that names file and line and shows the
// place. Numbers are kept as they are written.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/fault"
)

// Figure is a decimal with the text it was written in. The zero value is absent.
type Figure struct {
	decimal.Decimal
	Text string
}

// Set reports whether a figure was given.
func (f Figure) Set() bool { return f.Text != "" }

// Decimals is the number of decimals the figure was written with.
func (f Figure) Decimals() int {
	_, frac, _ := strings.Cut(f.Text, ".")
	return len(frac)
}

// UnmarshalYAML reads a plain number; null leaves the figure absent.
func (f *Figure) UnmarshalYAML(node ast.Node) error {
	if node.Type() == ast.NullType {
		*f = Figure{}
		return nil
	}
	tok := node.GetToken()
	switch node.Type() {
	case ast.IntegerType, ast.FloatType:
	default:
		return &yaml.SyntaxError{Message: "此处应为数字", Token: tok}
	}
	d, err := decimal.NewFromString(tok.Value)
	if err != nil {
		return &yaml.SyntaxError{Message: "此处应为十进制数字", Token: tok}
	}
	*f = Figure{Decimal: d, Text: tok.Value}
	return nil
}

// MustFigure makes a figure from a literal of our own; it panics on a bad literal.
func MustFigure(s string) Figure {
	return Figure{Decimal: decimal.RequireFromString(s), Text: s}
}

// Load reads name from fsys into out. shown is the name printed in faults.
func Load(fsys fs.FS, name, shown string, out any) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		what := "读不到配置文件"
		if errors.Is(err, fs.ErrNotExist) {
			what = "缺少配置文件"
		}
		f := fault.Config(what, shown, "请恢复该文件；新工作区可用 zhibao init 目录 重新生成一套。")
		f.Err = err
		return f
	}
	return Decode(data, shown, out)
}

// Text is a file as the editors of any system write it, in UTF-8 with LF alone and
// without a byte order mark. The fault names a file in another encoding.
func Text(data []byte, shown string) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 { // UTF-16 of ASCII alone is valid but for the zeros
		return nil, fault.Config("文件的编码不是 UTF-8", shown, "请用记事本打开，另存为，编码选 UTF-8。")
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), nil
}

// Decode reads data into out; see Load.
func Decode(data []byte, shown string, out any) error {
	data, err := Text(data, shown)
	if err != nil {
		return err
	}
	if f := guard(data, shown); f != nil {
		return f
	}
	if plain(data, out) {
		return nil
	}
	err = yaml.UnmarshalWithOptions(data, out, yaml.Strict())
	if err == nil {
		err = checkWhole(data, out)
	}
	if err == nil {
		return nil
	}
	what, tok := describe(err)
	f := fault.Config(what, shown, "请按提示修改该行后重试；各配置项的写法见文件内注释。")
	f.Err = err
	if tok != nil {
		f.Where = fmt.Sprintf("%s 第%d行第%d列", shown, tok.Position.Line, tok.Position.Column)
		f.Detail = clipped(yaml.FormatError(marked(err), false, true))
	} else {
		f.Detail = clipped("  " + err.Error())
	}
	return f
}

// plain decodes a file without a mistake, in one pass: every int is written as
// strconv writes it. It leaves out as it was where it says no.
func plain(data []byte, out any) bool {
	whole := func(n *int, text []byte) (err error) {
		s := strings.TrimSpace(string(text))
		if *n, err = strconv.Atoi(s); err == nil && strconv.Itoa(*n) != s {
			err = strconv.ErrSyntax // 010 is 8 to the library
		}
		return err
	}
	to := reflect.ValueOf(out).Elem()
	read := reflect.New(to.Type())
	read.Elem().Set(to)
	if yaml.UnmarshalWithOptions(data, read.Interface(), yaml.Strict(), yaml.CustomUnmarshaler(whole)) != nil {
		return false
	}
	to.Set(read.Elem())
	return true
}

// clipped cuts the long lines of a snippet.
func clipped(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if r := []rune(l); len(r) > mostShown {
			lines[i] = string(r[:mostShown]) + "……"
		}
	}
	return strings.Join(lines, "\n")
}

// marked keeps the position of err and drops the library's English words.
func marked(err error) error {
	var ye yaml.Error
	if errors.As(err, &ye) {
		return &yaml.SyntaxError{Message: "此处", Token: ye.GetToken()}
	}
	return err
}

// checkWhole refuses a fraction where out has an int, which the library would cut
// off. It decodes once more into a value of the same type, and looks the place up
// by the number as written.
func checkWhole(data []byte, out any) error {
	bad := ""
	whole := func(n *int, text []byte) (err error) {
		s := strings.TrimSpace(string(text))
		if *n, err = strconv.Atoi(s); err != nil && bad == "" {
			bad = s
		}
		return err
	}
	again := reflect.New(reflect.TypeOf(out).Elem()).Interface()
	if err := yaml.UnmarshalWithOptions(data, again, yaml.CustomUnmarshaler(whole)); err == nil {
		return nil
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return err
	}
	place := &finder{text: bad}
	for _, doc := range file.Docs {
		ast.Walk(place, doc.Body)
	}
	return &yaml.SyntaxError{Message: "「" + bad + "」应为整数", Token: place.token}
}

// finder finds the first number written as text.
type finder struct {
	text  string
	token *token.Token
}

// Visit looks at one node.
func (f *finder) Visit(n ast.Node) ast.Visitor {
	if f.token == nil && n.Type() == ast.FloatType && n.GetToken().Value == f.text {
		f.token = n.GetToken()
	}
	return f
}

func describe(err error) (string, *token.Token) {
	var unknown *yaml.UnknownFieldError
	var twice *yaml.DuplicateKeyError
	var typed *yaml.TypeError
	var node *yaml.UnexpectedNodeTypeError
	var syntax *yaml.SyntaxError
	var other yaml.Error
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("配置文件中有不认识的项「%s」", unknown.Token.Value), unknown.Token
	case errors.As(err, &twice):
		return fmt.Sprintf("配置文件中「%s」写了两次", twice.Token.Value), twice.Token
	case errors.As(err, &typed):
		return fmt.Sprintf("配置文件中「%s」的类型不对", typed.Token.Value), typed.Token
	case errors.As(err, &node):
		return fmt.Sprintf("配置文件中「%s」的类型不对", node.Token.Value), node.Token
	case errors.As(err, &syntax) && strings.Contains(syntax.Message, "already defined"):
		return fmt.Sprintf("配置文件中「%s」写了两次", syntax.Token.Value), syntax.Token
	case errors.As(err, &syntax):
		return "配置文件有误：" + chinese(syntax.Message), syntax.Token
	case errors.As(err, &other):
		return "配置文件写法有误", other.GetToken()
	}
	return "配置文件写法有误", nil
}

// chinese keeps our own messages and replaces the library's.
func chinese(msg string) string {
	for _, r := range msg {
		if r >= 0x4E00 && r <= 0x9FFF {
			return msg
		}
	}
	return "YAML 语法错误"
}

// At is a fault about the value at a YAML path such as $.indicators[3].owner,
// with its line and a snippet where the path can be found in data.
func At(data []byte, shown, path, what, remedy string) error {
	if text, err := Text(data, shown); err == nil {
		data = text
	}
	f := fault.Config(what, shown, remedy)
	p, err := yaml.PathString(path)
	if err != nil {
		return f
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return f
	}
	node, err := p.FilterFile(file)
	if err != nil {
		return f
	}
	tok := node.GetToken()
	f.Where = fmt.Sprintf("%s 第%d行", shown, tok.Position.Line)
	f.Detail = yaml.FormatError(&yaml.SyntaxError{Message: "此处", Token: tok}, false, true)
	return f
}
