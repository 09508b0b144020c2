package main

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"zhibao"
	"zhibao/templates"
)

const (
	textSeeTopics = "运行 zhibao help 查看全部命令和帮助主题。"
	textNoTopic   = "没有「%s」这个命令或帮助主题"

	settingsTopic = "配置" // is followed by zhibao.yaml itself
)

// helpCommand explains a command or a topic of templates/help.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [命令或主题]", Short: "查看命令的用法，或一个主题的说明", Example: "  zhibao help run\n  zhibao help 报告期\n  zhibao help 操作指南",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && slices.Contains(topicNames(), args[0]) {
				text, err := topic(args[0])
				if err == nil {
					_, err = fmt.Fprint(c.OutOrStdout(), text)
				}
				return err
			}
			target, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usage(fmt.Sprintf(textNoTopic, strings.Join(args, " ")), textSeeTopics)
			}
			return target.Help()
		},
	}
}

// topicFiles are the files of templates/help in order: by topic, then the guide.
func topicFiles() []string {
	var names []string
	for _, pattern := range []string{"help/*.txt", "help/*.md"} {
		found, err := fs.Glob(templates.Help, pattern)
		if err != nil {
			panic(err) // a pattern of ours
		}
		names = append(names, found...)
	}
	return names
}

// topicName is the topic of a file: 报告期 of help/10-报告期.txt.
func topicName(file string) string {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	return strings.TrimLeft(name, "0123456789-")
}

func topicNames() []string {
	var names []string
	for _, f := range topicFiles() {
		names = append(names, topicName(f))
	}
	return names
}

// topicList is the topics in lines that a terminal of 80 columns holds.
func topicList() string {
	var lines []string
	for names := range slices.Chunk(topicNames(), 7) {
		lines = append(lines, strings.Join(names, "、"))
	}
	return strings.Join(lines, "、\n  ")
}

// topic is the text of a topic.
func topic(name string) (string, error) {
	i := slices.Index(topicNames(), name)
	text, err := templates.Help.ReadFile(topicFiles()[i])
	if err != nil || name != settingsTopic {
		return string(text), err
	}
	settings, err := zhibao.Seed.ReadFile("zhibao.yaml")
	return string(text) + "\n" + string(settings), err
}

// group is a heading of the list of commands.
type group struct {
	Title    string
	Commands []*cobra.Command
}

// groups are the commands below a command: those of the program by what they are for,
// any other's in one group.
func groups(c *cobra.Command) []group {
	list := []group{{Title: "日常"}, {Title: "查核"}, {Title: "保管"}, {Title: "其他"}}
	if c.HasParent() {
		list = []group{{Title: "子命令"}}
	}
	subs := slices.Clone(c.Commands())
	slices.SortStableFunc(subs, func(a, b *cobra.Command) int { return pageIndex(a) - pageIndex(b) })
	for _, sub := range subs {
		if !sub.IsAvailableCommand() {
			continue
		}
		i := len(list) - 1
		if !c.HasParent() {
			i = min(manual(sub).group, i)
		}
		list[i].Commands = append(list[i].Commands, sub)
	}
	return slices.DeleteFunc(list, func(g group) bool { return len(g.Commands) == 0 })
}
