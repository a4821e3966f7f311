package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// file reads one Go file of the module.
func file(root fs.FS, name string) (*ast.File, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, fmt.Errorf("read %s (run this in the module's root): %w", name, err)
	}
	return parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
}

// calls gives the literal arguments of every call of a function in a folder's
// files, tests left out; arguments that are no literal are "".
func calls(root fs.FS, dir, function string) (out [][]string, err error) {
	names, err := fs.Glob(root, path.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := file(root, name)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && isName(c.Fun, function) {
				out = append(out, literals(c.Args))
			}
			return true
		})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nobody calls %s in %s", function, dir)
	}
	return out, nil
}

// table gives keys and values of a map variable that is written out in a file;
// a key such as plan.Invalid is its last name.
func table(root fs.FS, name, variable string) (map[string]string, error) {
	f, err := file(root, name)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || v.Names[0].Name != variable || len(v.Values) != 1 {
			return true
		}
		if lit, ok := v.Values[0].(*ast.CompositeLit); ok {
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					out[literal(kv.Key)] = literal(kv.Value)
				}
			}
		}
		return false
	})
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no table %s", name, variable)
	}
	return out, nil
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func literals(es []ast.Expr) (out []string) {
	for _, e := range es {
		out = append(out, literal(e))
	}
	return out
}

// literal is the value of a text or number, or the last name of a selector.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return text
		}
		return e.Value
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
