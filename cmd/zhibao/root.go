package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// app is one invocation: where it writes, and what the flags say.
type app struct {
	out, err io.Writer
	terminal *os.File // out, if it is a terminal
	track    *tracker
	root     string // the workspace
	json     bool
	quiet    bool
	edition  string // as the flag says it
	on       string // moment of lateness, as the flag says it
	flags    *pflag.FlagSet
	code     fault.Code
	lease    time.Duration // how long ingest holds a file
	doing    string        // the command with its period
	args     []string      // the command line
	now      func() time.Time
}

// run executes the command line and returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) fault.Code {
	return newApp(ctx, out, errOut, time.Now).run(ctx, args)
}

// newApp is the command line at a clock, with its progress on errOut.
func newApp(ctx context.Context, out, errOut io.Writer, now func() time.Time) *app {
	text.OverrideRuneWidthEastAsianWidth(wideAmbiguous())
	a := &app{err: errOut, now: now, track: newTracker(ctx)}
	a.out = cleared{out, a.track.hide}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		a.terminal = f
	}
	return a
}

func (a *app) run(ctx context.Context, args []string) fault.Code {
	root := a.command()
	a.doing, a.args = task(root, args), args
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		a.track.hide()
		return a.code
	}
	a.track.leave()
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.err, textInterrupted)
		fmt.Fprint(a.err, a.track.stopped())
		return fault.Broken
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		err = broken(err)
	}
	a.sayError(err)
	return fault.ExitCode(err)
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use: "zhibao", Short: textShort, Long: textLong, SilenceErrors: true, SilenceUsage: true,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Sprintf(textUnknownCommand, args[0]), textSeeHelp)
			}
			return c.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(flagProblem(err), textSeeHelp) })
	root.PersistentFlags().StringVarP(&a.root, "workspace", "C", ".", textFlagWorkspace)
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, textFlagQuiet)
	root.PersistentFlags().Bool("help", false, textFlagHelp)
	a.flags = root.PersistentFlags()
	root.AddCommand(a.initCommand(), a.templateCommand(), a.checkCommand(), a.runCommand(), a.reportCommand(), a.statusCommand(),
		a.planCommand(), a.rulesCommand(), a.dumpCommand(), a.versionCommand(), a.traceCommand(), a.historyCommand(), a.diffCommand(), a.verifyCommand(),
		a.signCommand(), a.closeCommand(), a.reopenCommand(), a.ingestCommand(), a.ledgerCommand(), a.totalCommand(), a.officialCommand(), a.doctorCommand(), a.watchCommand(), a.completionCommand())
	chinese(root)
	a.complete(root)
	return root
}

// usage is a fault of the command line (exit 2).
func usage(what, remedy string) error { return fault.Config(what, "", remedy) }

// broken wraps an error that no stage gave words to.
func broken(err error) error {
	return fault.Break(textBroken, "", textBrokenRemedy, err)
}

// withJSON gives a command that prints data its --json flag.
func (a *app) withJSON(c *cobra.Command) *cobra.Command {
	c.Flags().BoolVar(&a.json, "json", false, textFlagJSON)
	return c
}

// firstExample is the first line of a command's examples.
func firstExample(c *cobra.Command) string {
	example, _, _ := strings.Cut(strings.TrimSpace(c.Example), "\n")
	return example
}

// atMost wants no more than n arguments.
func atMost(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		said := strings.Join(args, " ")
		switch {
		case len(args) > n && n == 0:
			return usage(fmt.Sprintf(textNoArgs, c.CommandPath(), said), fmt.Sprintf(textExample, firstExample(c)))
		case len(args) > n:
			return usage(fmt.Sprintf(textTooManyArgs, c.CommandPath(), what, said), fmt.Sprintf(textExample, firstExample(c)))
		}
		return nil
	}
}

// exactly wants n arguments and says which in Chinese.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := atMost(n, what)(c, args); err != nil {
			return err
		}
		if len(args) < n {
			return usage(fmt.Sprintf(textWantsArgs, c.CommandPath(), what), fmt.Sprintf(textExample, firstExample(c)))
		}
		return nil
	}
}

// open loads the workspace with its settings.
func (a *app) open() (*pipeline.Project, error) {
	w, err := workspace.Open(a.root)
	if err != nil {
		return nil, err
	}
	w.Holder = a.holder(a.now())
	s, err := a.settings(w.ConfigPath())
	if err != nil {
		return nil, err
	}
	p, err := pipeline.Open(w, s, a.track.progress)
	if err != nil {
		return nil, err
	}
	p.Now, p.Working = a.now, a.track.working
	if strays := p.StrayTemplates(); strays != "" {
		a.note(pipeline.StrayTemplatesText + strays + "\n  处理：" + pipeline.StrayTemplatesRemedy)
	}
	a.show()
	return p, nil
}

// task is the command and the period of a command line, and nothing else of it: an
// address may hold a password.
func task(root *cobra.Command, args []string) string {
	c, rest, err := root.Find(args)
	if err != nil {
		return ""
	}
	for _, arg := range rest {
		if period, err := stat.ParsePeriod(arg); err == nil {
			return c.CommandPath() + " " + period.String()
		}
	}
	return c.CommandPath()
}

// holder says for others who has locked the workspace.
func (a *app) holder(now time.Time) string {
	where := ""
	if host, err := os.Hostname(); err == nil {
		where = "电脑 " + host + "，"
	}
	return fmt.Sprintf(textHolder, a.doing, where, os.Getpid(), now.Format("2006-01-02 15:04:05"))
}

// example is the command line as it was given, with the period that is meant in the
// place of one that cannot be read.
func (a *app) example(wrong string) string {
	right, ok := stat.MeantPeriod(norm.NFKC.String(wrong))
	if !ok {
		right = stat.Period{Kind: stat.Month, Year: 2018, N: 6}
	}
	words := []string{"zhibao"}
	for _, arg := range a.args {
		if arg == wrong || strings.HasSuffix(arg, "="+wrong) {
			arg = strings.TrimSuffix(arg, wrong) + right.String()
		}
		if strings.ContainsAny(arg, " \t") {
			arg = `"` + arg + `"`
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

// openFor loads the workspace and reads the period, which must lie in the plan.
func (a *app) openFor(arg string) (*pipeline.Project, stat.Period, error) {
	period, err := stat.ParsePeriod(arg)
	if err != nil {
		return nil, period, usage(err.Error(), fmt.Sprintf(textExample, a.example(arg)))
	}
	p, err := a.open()
	if err != nil {
		return nil, period, err
	}
	return p, period, p.CheckPeriod(period)
}

// printJSON writes v for a machine.
func (a *app) printJSON(v any) error {
	data, err := pipeline.EncodeJSON(v)
	if err == nil {
		_, err = a.out.Write(data)
	}
	return err
}

// say prints a text to standard output. On a screen, lines that are too wide for it
// become several. With --quiet it says nothing.
func (a *app) say(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	if a.width() == 0 {
		fmt.Fprintln(a.prose(), said)
		return
	}
	for _, line := range strings.Split(said, "\n") {
		fmt.Fprintln(a.prose(), strings.Join(hung(line, a.textWidth()), "\n"))
	}
}

// draw prints a table as it is drawn.
func (a *app) draw(table string) { fmt.Fprintln(a.prose(), table) }

// prose is where texts for people go; what programs read is written to out.
func (a *app) prose() io.Writer {
	if a.quiet {
		return io.Discard
	}
	return a.out
}

// sayError prints what ended the command.
func (a *app) sayError(err error) { a.tellErr(textError + err.Error()) }

// note tells of something that the command goes on in spite of.
func (a *app) note(text string) {
	if !a.quiet {
		a.tellErr(textNote + text)
	}
}

// tellErr prints to standard error; on a terminal in lines of its width.
func (a *app) tellErr(said string) {
	f, ok := a.err.(*os.File)
	if !ok || !movable(f) {
		fmt.Fprintln(a.err, said)
		return
	}
	width, _, err := term.GetSize(int(f.Fd()))
	for _, line := range strings.Split(said, "\n") {
		if err == nil && width >= leastWidth && !strings.Contains(line, " | ") { // a snippet of a file stays as it is
			line = strings.Join(hung(line, width), "\n")
		}
		fmt.Fprintln(a.err, line)
	}
}
