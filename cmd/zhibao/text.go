package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What the terminal says around the results.
const (
	textShort = "直报·指标报告：下发表格、收件审核、汇总评价、生成报告"
	textLong  = `zhibao 是统计局的离线批处理工具：向县市区、园区和部门下发 Excel 表格，
收回后审核，与五年方案对照评价，生成 Excel 和 PDF 评估报告。

退出码：
  0  完成且无问题
  1  完成，但需人工处理
  2  用法或配置有误
  3  运行中断，未留下半成品`

	textError         = "出错："
	textNote          = "注意："
	textPreparing     = "准备"
	textStopping      = "正在停下……再按一次 Ctrl-C 立即结束。"
	textStoppedAtOnce = "已立即结束：已有的文件保持原样，没有留下半成品；再次运行时先自动整理，然后接着做。"
	textInterrupted   = "已中断：本次没有发布任何文件，已有的文件保持原样；再次运行即可。"
	textBroken        = "运行中断"
	textBrokenRemedy  = "已有的文件保持原样。请把以上信息交给技术人员；排除原因后重新运行即可。"

	textHolder = "%s（%s进程 %d，%s 起）"

	textReturns    = "退回/（%d份）"
	textSubmission = "上报/（%d个文件）"
	textUnitSheets = "分送/（%d份）"
	textUnchanged  = "  无变化  与上次运行相比没有变化，输出文件完好，未重新生成。"

	textInUse      = "正在 Excel、WPS 或 LibreOffice 中打开，读到的是上次保存的内容：%s。"
	textFromWindow = "zhibao 是命令行程序，不能双击使用。请打开工作区文件夹，在地址栏输入 cmd 后按回车，再在出现的窗口中输入命令，例如：\n\n" +
		"  zhibao help\n  zhibao run 2018-06\n\n程序不在工作区文件夹时，写上它所在的位置，例如 ..\\zhibao run 2018-06。详见随程序附送的操作指南。\n\n按回车键关闭本窗口。"

	textUnknownCommand = "没有「%s」这个命令"
	textSeeHelp        = "运行 zhibao help 查看全部命令。"
	textWantsArgs      = "%s 需要：%s"
	textTooManyArgs    = "%s 只要%s，写成了「%s」"
	textNoArgs         = "%s 不带参数，写成了「%s」"
	textExample        = "例如：%s"

	textFlagWorkspace = "工作区文件夹"
	textFlagQuiet     = "只显示出错信息，看退出码；与 --json 同用时只输出 JSON"
	textFlagHelp      = "显示帮助"
	textFlagJSON      = "以 JSON 输出，供程序读取"
	textFlagEdition   = "internal 只出内部版，public 另出公开版；缺省按 zhibao.yaml 的 edition"
	textFlagTimings   = "结束后列出各环节的历时、处理器时间和内存"
	textFlagCPU       = "把处理器性能记录写到该文件，供程序员分析"
	textFlagMemory    = "把内存性能记录写到该文件，供程序员分析"
	textFlagOn        = "催报单、报送质量的统计截至时间，例如 2018-07-09T17:00；缺省为收件登记中最后一份的收到时间"
	textFlagStatusOn  = "按哪个时间看，例如 2018-07-09T17:00；缺省为现在"
	textFlagPeriod    = "报告期；缺省取表内所写的报告期"

	textHelpTemplate = `{{with (or .Long .Short)}}{{para .}}

{{end}}用法：
  {{if .HasParent}}{{.CommandPath}}{{with args .}} {{.}}{{end}}{{else}}zhibao 命令 [参数]{{end}}{{range groups .}}

{{.Title}}：{{range .Commands}}
  {{rpad .Name 12}}{{.Short}}{{end}}{{end}}{{with manual .}}{{if .Reads}}

读取：{{.Reads}}。
写入：{{.Writes}}。{{with .Exit}}
退出码：{{.}}。{{end}}{{end}}{{end}}{{if .HasExample}}

示例：
{{.Example}}{{end}}{{if not .HasParent}}

帮助主题（zhibao help 主题）：
  {{topics}}{{end}}{{if .HasAvailableFlags}}

选项：
{{flags .}}{{end}}
`
)

// oneBreak is where the source of a text breaks a line, and not a paragraph.
var oneBreak = regexp.MustCompile(`([^\n])\n([^\n ])`)

// textKept says by stage what a command that was stopped has kept: of so many files
// while the stage went on, and of all once it was through.
var textKept = map[string][2]string{
	"读取审核": {"已读的%d份存入台账，再次运行时不重读，接着读其余的。", "收到的%d份已读完并存入台账，再次运行时不重读。"},
	"收件":   {"已收的%d份存入台账，再次运行时接着收其余的。", "收到的%d份已存入台账。"},
}

// chinese gives cobra's own words in Chinese.
func chinese(root *cobra.Command) {
	help := template.Must(template.New("help").Funcs(template.FuncMap{ // the library's own functions are one map for all
		"args": func(c *cobra.Command) string {
			_, args, _ := strings.Cut(c.Use, " ")
			return args
		},
		"para":  func(s string) string { return oneBreak.ReplaceAllString(s, "$1$2") },
		"flags": flagUsages, "groups": groups, "manual": manual, "topics": topicList,
		"rpad": func(s string, width int) string { return fmt.Sprintf("%-*s", width, s) },
	}).Parse(textHelpTemplate))
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		var b strings.Builder
		if err := help.Execute(&b, c); err != nil {
			c.PrintErrln(err)
			return
		}
		for _, line := range strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n") {
			fmt.Fprintln(c.OutOrStdout(), strings.Join(hung(line, screenWidth), "\n"))
		}
	})
	root.SetHelpCommand(helpCommand(root))
	for _, c := range append(root.Commands(), root) {
		c.DisableFlagsInUseLine = true
	}
}

// flagUsages lists a command's flags, a line each, without the library's English.
func flagUsages(c *cobra.Command) string {
	var b strings.Builder
	list := func(f *pflag.Flag) {
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		fmt.Fprintf(&b, "  %-18s %s\n", name, f.Usage)
	}
	c.LocalFlags().VisitAll(list)
	c.InheritedFlags().VisitAll(list)
	return strings.TrimRight(b.String(), "\n")
}

// flagProblem words a flag error.
func flagProblem(err error) string {
	var unknown *pflag.NotExistError
	var value *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("没有「%s」这个选项", unknown.GetSpecifiedName())
	case errors.As(err, &value):
		return fmt.Sprintf("选项「%s」需要一个值", value.GetSpecifiedName())
	case errors.As(err, &invalid):
		return fmt.Sprintf("选项「%s」的值不对", invalid.GetFlag().Name)
	}
	return "选项写法有误"
}
