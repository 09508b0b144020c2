package rule

// Ids of the rules that the program raises itself. Ids are stable and never
// used again for another rule.
const (
	FileRefused     = "F01" // the strict reader refused the file
	NotOurs         = "F02" // no form of ours in the workbook
	UnknownUnit     = "F03"
	WrongPeriod     = "F04"
	SecondFile      = "F05" // two different submissions of one unit
	SameFile        = "F06" // the same submission twice
	IdentityDiffers = "F07" // hidden identity against visible head
	NoIdentity      = "F08" // hidden sheet or its seal missing; taken from the visible head
	WorkbookFlag    = "F09" // hidden cells with values, formulas, macros
	SkippedEntry    = "F10" // something in the inputs folder that is no workbook
	FormExpired     = "F11"
	FormExpires     = "F37" // its last year
	NoGlyph         = "F12" // a character that no font has
	Replaced        = "F13" // an older submission of the unit, superseded
	SealBroken      = "F14" // the hidden sheet is not as it was issued
	Converted       = "F15" // an old workbook, read after LibreOffice converted it
	NotFinished     = "F16" // reading took too long or broke off
	TooManyAlike    = "F17" // more findings of one rule than are listed
	ReportsTogether = "F18" // units that the plan lets report on one form
	FilesJoined     = "F19" // csv files with different forms, taken as one submission
	GrantUnused     = "F31" // a grant of the bureau that no finding answers to
	CopyReplaced    = "F25" // a returned copy is a blank form; stands in its list alone

	ArrivalUnknown     = "F28" // 收件.csv names a file that never came
	ArrivalMissing     = "F29" // 收件.csv does not say when a file came
	ArrivalUnitDiffers = "F30" // 收件.csv says another unit than the file

	SheetMissing  = "S01"
	ColumnMissing = "S02"
	UnknownRow    = "S03"
	RowTwice      = "S04"
	SheetTwice    = "S05"
	UnknownSheet  = "S06"
	RowNotAsked   = "S07"
	StrayText     = "S08"
	NameDiffers   = "S09"
	RowMissing    = "S10"
	UnitChanged   = "S11"
	NothingFilled = "S12"
	SheetCopied   = "S13" // the same sheet again, with the same content
	ColumnTwice   = "S14"
	UnknownColumn = "S15"
	FormGuessed   = "S16" // 表号 missing; told by the sheet's name or the columns
	FootEmpty     = "S17" // signature fields that are empty on every form
	BelowFoot     = "S18" // a row under the foot, not read
	AnswerOnList  = "S28" // an answer on the list of a returned copy

	RequiredEmpty = "C01"
	NotANumber    = "C02"
	TextNumber    = "C03"
	OutOfRange    = "C04"
	Precision     = "C05"
	NotAChoice    = "C06"
	BadDate       = "C07"
	ErrorValue    = "C08"
	NoStoredValue = "C09"
	BinaryNoise   = "C10"
	CellNotAsked  = "C11"
	CountFraction = "C12"
	PercentFormat = "C13"
	MissingSign   = "C14"
	SideField     = "C15"

	// How a typed figure was read, or why it was not.
	MisplacedSeparators = "C16"
	UnitTyped           = "C17" // the item's own unit behind the figure
	UnitConverted       = "C18"
	UnitRefused         = "C19"
	SignInWords         = "C20" // words or parentheses for the sign
	BoundRequired       = "C21" // an estimate, a bound or a range
	BoundElsewhere      = "C22" // the same, in a cell that may be empty
	MissingRequired     = "C23"
	NoneIsZero          = "C24"
	Scientific          = "C25"
	DateForNumber       = "C26"
	TruthForNumber      = "C27"
	DateRead            = "C33"
	PercentRefused      = "C28"
	SeparatorsUnclear   = "C29"
	DigitsDropped       = "C30"
	SignUnclear         = "C31"
	ChangeForLevel      = "C32" // 增长40 where a level is asked for
	Reckoned            = "C40" // a derived cell without a figure

	PriorDiffers     = "H01" // 上年同期 against the ledger
	PrintedDiffers   = "H02" // against the plan's own table
	ScopeUnexplained = "H03" // comparable scope differs without a reason

	UnitMissing    = "U01"
	CountySum      = "U02"
	RatioDiffers   = "U03"
	OfficialAbsent = "U04"
	ProjectTwice   = "P32" // one project in two lists
)

// Raised lists them all.
func Raised() []string {
	return []string{
		FileRefused, NotOurs, UnknownUnit, WrongPeriod, SecondFile, SameFile, IdentityDiffers, NoIdentity, WorkbookFlag, SkippedEntry, FormExpired, FormExpires, NoGlyph, Replaced, SealBroken, Converted, NotFinished, TooManyAlike, ReportsTogether, FilesJoined, GrantUnused, CopyReplaced,
		ArrivalUnknown, ArrivalMissing, ArrivalUnitDiffers,
		SheetMissing, ColumnMissing, UnknownRow, RowTwice, SheetTwice, UnknownSheet, RowNotAsked, StrayText, NameDiffers, RowMissing, UnitChanged, NothingFilled,
		SheetCopied, ColumnTwice, UnknownColumn, FormGuessed, FootEmpty, BelowFoot, AnswerOnList,
		RequiredEmpty, NotANumber, TextNumber, OutOfRange, Precision, NotAChoice, BadDate, ErrorValue, NoStoredValue, BinaryNoise, CellNotAsked, CountFraction, PercentFormat, MissingSign, SideField,
		MisplacedSeparators, UnitTyped, UnitConverted, UnitRefused, SignInWords, BoundRequired, BoundElsewhere, MissingRequired, NoneIsZero,
		Scientific, DateForNumber, TruthForNumber, DateRead, PercentRefused, SeparatorsUnclear, DigitsDropped, SignUnclear, ChangeForLevel, Reckoned,
		PriorDiffers, PrintedDiffers, ScopeUnexplained,
		UnitMissing, CountySum, RatioDiffers, OfficialAbsent, ProjectTwice,
	}
}
