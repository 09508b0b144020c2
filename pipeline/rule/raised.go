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
	NoIdentity      = "F08" // hidden sheet missing; taken from the visible head
	WorkbookFlag    = "F09" // hidden cells with values, formulas, macros
	SkippedEntry    = "F10" // something in the inputs folder that is no workbook
	FormExpired     = "F11"
	NoGlyph         = "F12" // a character that no font has

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

	PriorDiffers     = "H01" // 上年同期 against the ledger
	PrintedDiffers   = "H02" // against the plan's own table
	ScopeUnexplained = "H03" // comparable scope differs without a reason

	UnitMissing    = "U01"
	CountySum      = "U02"
	RatioDiffers   = "U03"
	OfficialAbsent = "U04"
)

// Raised lists them all.
func Raised() []string {
	return []string{
		FileRefused, NotOurs, UnknownUnit, WrongPeriod, SecondFile, SameFile, IdentityDiffers, NoIdentity, WorkbookFlag, SkippedEntry, FormExpired, NoGlyph,
		SheetMissing, ColumnMissing, UnknownRow, RowTwice, SheetTwice, UnknownSheet, RowNotAsked, StrayText, NameDiffers, RowMissing, UnitChanged, NothingFilled,
		RequiredEmpty, NotANumber, TextNumber, OutOfRange, Precision, NotAChoice, BadDate, ErrorValue, NoStoredValue, BinaryNoise, CellNotAsked, CountFraction, PercentFormat, MissingSign, SideField,
		PriorDiffers, PrintedDiffers, ScopeUnexplained,
		UnitMissing, CountySum, RatioDiffers, OfficialAbsent,
	}
}
