package yamlfile

import (
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Scalar is a single value as it was written, be it a number, a date or a text,
// with the line it stands on. The zero value is absent.
type Scalar struct {
	Text string
	Line int
}

// UnmarshalYAML reads a plain or quoted value; null leaves it absent.
func (s *Scalar) UnmarshalYAML(node ast.Node) error {
	tok := node.GetToken()
	if node.Type() == ast.NullType {
		return nil
	}
	text := tok.Value
	switch n := node.(type) {
	case *ast.LiteralNode:
		text = n.Value.Value
	case ast.ScalarNode:
	default:
		return &yaml.SyntaxError{Message: "此处应为一个值", Token: tok}
	}
	*s = Scalar{Text: text, Line: tok.Position.Line}
	return nil
}
