package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// onStage are the commands that work on a deployed stage; those that are for
// nothing else are onlyThere.
var (
	onStage   = []string{"import", "audit verify", "audit log", "overdue", "letters", "disclose", "erase"}
	onlyThere = []string{"letters"}
)

// fits refuses a command that does not work where it is to.
func (s *session) fits(cmd *kong.Node) error {
	var words []string
	for n := cmd; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		words = append([]string{n.Name}, words...)
	}
	name := strings.Join(words, " ")
	switch {
	case s.stage != "" && !slices.Contains(onStage, name):
		return misuse(fmt.Sprintf("%s はステージでは使えません。--stage が使えるのは %s です", name, strings.Join(onStage, ", ")))
	case s.stage == "" && slices.Contains(onlyThere, name):
		return misuse(fmt.Sprintf("%s は配置したステージのための操作です。--stage 名前 を付けてください。1台では、残った仕事は serve が自分でやり直します", name))
	}
	return nil
}
