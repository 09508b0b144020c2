package compose

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"

	"zhibao/pipeline/fault"
)

// CheckTexts reads narrative templates, such as reports/month.tmpl, and refuses an
// unknown field or function in any branch, before a figure is read.
func CheckTexts(texts fs.FS, names ...string) error {
	for _, name := range names {
		x := &teller{}
		t, err := x.parse(texts, name)
		if err != nil {
			return err
		}
		c := &textCheck{template: t, functions: x.functions(), seen: map[string]bool{}}
		c.named(name, reflect.TypeFor[narrative]())
		if c.err != nil {
			return templateFault(name, c.err)
		}
	}
	return nil
}

// CheckLetters reads the templates of the letters and notices, which few periods
// print, and refuses an unknown field or function in any branch.
func CheckLetters(texts fs.FS) error {
	for _, l := range []struct {
		file, what string
		given      reflect.Type
	}{{letterFile, "催报函", reflect.TypeFor[letterData]()}, {noticeFile, "督办通知", reflect.TypeFor[noticeData]()}, {FillingTemplate, "填报说明", reflect.TypeFor[Filling]()}} {
		src, err := readText(texts, l.file, l.what)
		if err != nil {
			return err
		}
		t, err := template.New(l.file).Parse(src)
		if err != nil {
			return templateFault(l.file, err)
		}
		c := &textCheck{template: t, seen: map[string]bool{}}
		if c.named(l.file, l.given); c.err != nil {
			return templateFault(l.file, c.err)
		}
	}
	return nil
}

// readText reads a template that a bureau may have edited: UTF-8, with or without the
// mark that Notepad puts in front.
func readText(texts fs.FS, file, what string) (string, error) {
	src, err := fs.ReadFile(texts, file)
	switch {
	case err != nil:
		return "", fault.Config("缺少"+what+"模板", "templates/"+file, "请恢复该模板，或删去工作区中的 templates/reports/ 以使用内置模板。")
	case !utf8.Valid(src):
		return "", fault.Config(what+"模板的编码不是UTF-8", "templates/"+file, "请用记事本打开，另存为时编码选 UTF-8。")
	}
	return strings.TrimPrefix(string(src), "\ufeff"), nil
}

// textCheck walks a template with the types of what it is given. A type that cannot
// be told is nil, and anything goes for it. The first fault ends the walk.
type textCheck struct {
	template  *template.Template
	functions template.FuncMap
	tree      *parse.Tree
	vars      []variable
	seen      map[string]bool // named templates by type of dot
	err       error
}

type variable struct {
	name string
	is   reflect.Type
}

func (c *textCheck) fail(at parse.Node, what string) {
	if c.err == nil {
		place, _ := c.tree.ErrorContext(at)
		c.err = fmt.Errorf("template: %s: error calling check: %s", place, what)
	}
}

// named walks a named template for a dot of a type.
func (c *textCheck) named(name string, dot reflect.Type) {
	t := c.template.Lookup(name)
	key := fmt.Sprint(name, "\n", dot)
	if t == nil || t.Tree == nil || c.seen[key] {
		return
	}
	c.seen[key] = true
	tree, vars := c.tree, c.vars
	c.tree, c.vars = t.Tree, []variable{{"$", dot}}
	c.list(t.Root, dot)
	c.tree, c.vars = tree, vars
}

func (c *textCheck) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			c.pipe(n.Pipe, dot)
		case *parse.TemplateNode:
			if c.template.Lookup(n.Name) == nil {
				c.fail(n, fmt.Sprintf("没有用 define 定义过「%s」", n.Name))
			}
			c.named(n.Name, c.pipe(n.Pipe, dot))
		case *parse.IfNode:
			c.branch(&n.BranchNode, dot)
		case *parse.WithNode:
			c.branch(&n.BranchNode, dot)
		case *parse.RangeNode:
			c.branch(&n.BranchNode, dot)
		}
	}
}

// branch walks if, with and range; variables of its head end with it.
func (c *textCheck) branch(n *parse.BranchNode, dot reflect.Type) {
	outer := len(c.vars)
	is := c.pipe(n.Pipe, dot)
	inner := dot
	switch n.NodeType {
	case parse.NodeWith:
		inner = is
	case parse.NodeRange:
		inner = element(is)
		switch decl := n.Pipe.Decl; len(decl) {
		case 1:
			c.declare(decl[0], inner)
		case 2:
			c.declare(decl[0], reflect.TypeFor[int]())
			c.declare(decl[1], inner)
		}
	}
	within := len(c.vars)
	c.list(n.List, inner)
	c.vars = c.vars[:within]
	c.list(n.ElseList, dot)
	c.vars = c.vars[:outer]
}

func element(t reflect.Type) reflect.Type {
	if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map) {
		return t.Elem()
	}
	return nil
}

func (c *textCheck) declare(v *parse.VariableNode, is reflect.Type) {
	c.vars = append(c.vars, variable{v.Ident[0], is})
}

// pipe walks the commands of an action and gives the type of the last one.
func (c *textCheck) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	if p == nil {
		return nil
	}
	var is reflect.Type
	for _, cmd := range p.Cmds {
		is = c.command(cmd, dot)
	}
	if len(p.Decl) == 1 {
		c.declare(p.Decl[0], is)
	}
	return is
}

func (c *textCheck) command(cmd *parse.CommandNode, dot reflect.Type) reflect.Type {
	types := make([]reflect.Type, len(cmd.Args))
	for i, a := range cmd.Args {
		types[i] = c.arg(a, dot)
	}
	f, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		return types[0]
	}
	switch {
	case f.Ident == "各":
		c.each(cmd, types)
	case f.Ident == "index" && len(types) > 1:
		return element(types[1])
	}
	own, ok := c.functions[f.Ident]
	if !ok {
		return nil
	}
	is := reflect.TypeOf(own)
	if !takes(is, types[1:]) {
		c.fail(cmd, fmt.Sprintf("函数「%s」后面的参数种类或个数不对", f.Ident))
	}
	return is.Out(0)
}

// takes reports whether a function may be called with operands of such types, the
// last of which may come through a pipe; what is not known may be anything.
func takes(f reflect.Type, operands []reflect.Type) bool {
	fixed := f.NumIn()
	if f.IsVariadic() {
		fixed--
	}
	if len(operands) > fixed && !f.IsVariadic() || len(operands) < fixed-1 {
		return false
	}
	for i, t := range operands {
		wants := f.In(min(i, f.NumIn()-1))
		if f.IsVariadic() && i >= fixed {
			wants = wants.Elem()
		}
		if t != nil && !t.AssignableTo(wants) {
			return false
		}
	}
	return true
}

// each checks the template that 各 names, for the items of its list.
func (c *textCheck) each(cmd *parse.CommandNode, types []reflect.Type) {
	if len(cmd.Args) != 4 {
		c.fail(cmd, "“各”后面应依次写分隔号、分句名称和一列指标")
		return
	}
	name, ok := cmd.Args[2].(*parse.StringNode)
	if !ok {
		return
	}
	if c.template.Lookup(name.Text) == nil {
		var defined []string
		for _, t := range c.template.Templates() {
			defined = append(defined, t.Name())
		}
		slices.Sort(defined)
		c.fail(cmd, unknownName("分句", name.Text, defined))
		return
	}
	c.named(name.Text, element(types[3]))
}

// arg gives the type of an operand.
func (c *textCheck) arg(n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.fields(n, dot, n.Ident)
	case *parse.ChainNode:
		return c.fields(n, c.arg(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.pipe(n, dot)
	case *parse.VariableNode:
		for i := len(c.vars) - 1; i >= 0; i-- {
			if c.vars[i].name == n.Ident[0] {
				return c.fields(n, c.vars[i].is, n.Ident[1:])
			}
		}
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	}
	return nil
}

func (c *textCheck) fields(at parse.Node, is reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if is == nil {
			return nil
		}
		next, ok := member(is, name)
		if !ok {
			c.fail(at, unknownName("占位符", name, members(is)))
			return nil
		}
		is = next
	}
	return is
}

// member is the type of a field, or of what a method returns.
func member(t reflect.Type, name string) (reflect.Type, bool) {
	if m, ok := t.MethodByName(name); ok {
		return m.Type.Out(0), true
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	f, ok := t.FieldByName(name)
	return f.Type, ok && f.IsExported()
}

func members(t reflect.Type) []string {
	var list []string
	for i := range t.NumMethod() {
		list = append(list, t.Method(i).Name)
	}
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() {
				list = append(list, f.Name)
			}
		}
	}
	return list
}
