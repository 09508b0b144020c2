package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"zhibao/pipeline"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/workspace"
	"zhibao/templates"
)

const textCompletion = `输出命令行补全脚本：按 Tab 键补全命令、选项、报告期、单位、指标和规则编号。

  bash        在 ~/.bashrc 里加一行：source <(zhibao completion bash)
  zsh         在 ~/.zshrc 里加一行：source <(zhibao completion zsh)（须先有 autoload -U compinit; compinit）
  fish        zhibao completion fish > ~/.config/fish/completions/zhibao.fish
  powershell  在 $PROFILE 里加一行：zhibao completion powershell | Out-String | Invoke-Expression`

// shells are those that completion knows, in the order of help.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish|powershell", Short: "输出命令行补全脚本", Long: textCompletion,
		Example: "  zhibao completion bash", Args: exactly(1, "bash、zsh、fish 或 powershell"),
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			switch args[0] {
			case "bash":
				fmt.Fprintln(a.out, bashWithoutPackage)
				return root.GenBashCompletionV2(a.out, true)
			case "zsh":
				return root.GenZshCompletion(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.out)
			}
			return usage(fmt.Sprintf("不认识「%s」", args[0]), "可用的有 "+strings.Join(shells, "、")+"。")
		},
	}
}

// bashWithoutPackage stands in for the function of the package bash-completion that
// the script calls, where the package is not installed.
const bashWithoutPackage = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cword=$COMP_CWORD
    words=("${COMP_WORDS[@]}")
}`

// completer lists what can be written at a place. Where something cannot be read there
// is nothing to offer, and nothing is said: the command itself will say it.
type completer func(a *app, begun string) []cobra.Completion

// anyFile leaves a place to the shell, which knows files best.
var anyFile completer

// complete gives every command its completions.
func (a *app) complete(root *cobra.Command) {
	root.CompletionOptions.DisableDefaultCmd = true
	root.InitDefaultHelpCmd()
	places := map[string][]completer{
		"zhibao init": {anyFile}, "zhibao ledger backup": {anyFile}, "zhibao ledger copy": {anyFile, anyFile},
		"zhibao official check": {anyFile, periods}, "zhibao dump": {contents, periods},
		"zhibao trace": {periods, indicators, units}, "zhibao history": {units, indicators}, "zhibao rules explain": {ruleIDs},
		"zhibao completion": {words(shells...)}, "zhibao help": {commands(root)},
	}
	for _, name := range []string{"template", "run", "watch", "ingest", "status", "report", "total", "diff", "sign", "close", "reopen", "plan sensitivity"} {
		places["zhibao "+name] = []completer{periods}
	}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.HasSubCommands() {
			list := places[c.CommandPath()]
			c.ValidArgsFunction = func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
				if c.CommandPath() == "zhibao check" {
					return nil, cobra.ShellCompDirectiveDefault // any number of files
				}
				if len(args) >= len(list) {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				return a.offer(list[len(args)], begun)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { a.completeFlag(c, f) })
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// completeFlag gives a flag the values that it takes.
func (a *app) completeFlag(c *cobra.Command, f *pflag.Flag) {
	by := map[string]completer{
		"edition": words("internal\t只出内部版", "public\t另出公开版"), "step": words("初审", "复审", "签发"),
		"period": periods, "node": units, "units": units, "workspace": anyFile, "output": anyFile, "plan": anyFile, "to": anyFile,
	}
	list, known := by[f.Name]
	if f.Value.Type() == "bool" || strings.HasSuffix(f.Name, "profile") {
		return
	}
	_ = c.RegisterFlagCompletionFunc(f.Name, func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if !known {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return a.offer(list, begun)
	}) // fails only for a flag that has one already
}

func (a *app) offer(list completer, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if list == nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var fitting []cobra.Completion
	for _, c := range list(a, begun) {
		if strings.HasPrefix(c, begun) {
			fitting = append(fitting, c)
		}
	}
	return fitting, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

func words(list ...string) completer {
	return func(*app, string) []cobra.Completion { return list }
}

// commands are what help explains: topics too.
func commands(root *cobra.Command) completer {
	return func(*app, string) (list []cobra.Completion) {
		for _, c := range root.Commands() {
			if c.IsAvailableCommand() {
				list = append(list, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
		return append(list, topicNames()...)
	}
}

func contents(*app, string) []cobra.Completion { return append([]string{"cells"}, dumpable...) }

// here is the workspace, if there is one.
func (a *app) here() *workspace.Workspace { return &workspace.Workspace{Root: a.root} }

func periods(a *app, _ string) (list []cobra.Completion) {
	for _, p := range pipeline.Periods(a.here()) {
		list = append(list, cobra.CompletionWithDesc(p.String(), p.Label()))
	}
	return list
}

func (a *app) plan() *plan.Plan {
	p, err := plan.Load(os.DirFS(a.here().PlanDir()), "inputs/plan")
	if err != nil {
		return nil
	}
	return p
}

// either offers names, or codes where a code was begun.
func either(begun, code, name, remark string) cobra.Completion {
	if begun != "" && strings.HasPrefix(code, begun) {
		return cobra.CompletionWithDesc(code, name)
	}
	return cobra.CompletionWithDesc(name, strings.TrimSpace(code+" "+remark))
}

func units(a *app, begun string) (list []cobra.Completion) {
	p := a.plan()
	if p == nil {
		return nil
	}
	list = append(list, either(begun, p.Head.CityCode, p.Head.City, "全市"))
	for _, u := range p.Reporters() {
		name := u.Name
		if u.Short != "" {
			name = u.Short
		}
		list = append(list, either(begun, u.Code, name, ""))
	}
	return list
}

func indicators(a *app, begun string) (list []cobra.Completion) {
	p := a.plan()
	if p == nil {
		return nil
	}
	for _, i := range p.Indicators {
		list = append(list, either(begun, i.Code, i.Name, i.Unit))
	}
	return list
}

func ruleIDs(a *app, _ string) (list []cobra.Completion) {
	p := a.plan()
	if p == nil {
		return nil
	}
	book, err := rule.Load(templates.FS(a.here().TemplatesDir()), "templates", p)
	if err != nil {
		return nil
	}
	for _, r := range book.Rules {
		list = append(list, cobra.CompletionWithDesc(r.ID, r.Name))
	}
	return list
}
