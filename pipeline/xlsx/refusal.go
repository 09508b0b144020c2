package xlsx

import "slices"

// Refusal says why a file is not read. It is the error of Read for everything that
// the file itself is to blame for.
type Refusal struct {
	Rule   string // stable id, one of Refusals()
	Place  string // zip part, and cell where known: "xl/worksheets/sheet1.xml C4"; "" for the file as a whole
	Detail string // one Chinese sentence for the sender
}

// Error returns place and detail.
func (r *Refusal) Error() string {
	if r.Place == "" {
		return r.Detail
	}
	return r.Place + "：" + r.Detail
}

// The rules a file can be refused by.
const (
	RuleNotRegular     = "not-regular"      // a link, folder, pipe or device
	RuleFileName       = "file-name"        // control characters in the file's name
	RuleTooLarge       = "too-large"        // the file is larger than Limits.FileBytes
	RuleEmpty          = "empty"            // no bytes at all
	RulePassword       = "password"         // encrypted with a password
	RuleLegacyXLS      = "legacy-xls"       // .xls, or .et of WPS
	RulePDF            = "pdf"              // a PDF
	RuleImage          = "image"            // a picture
	RuleDocx           = "docx"             // a text document of Word or WPS
	RuleXLSB           = "xlsb"             // a binary workbook
	RuleODS            = "ods"              // an OpenDocument file
	RuleZipOther       = "zip-other"        // an archive that is no workbook
	RuleNotXLSX        = "not-xlsx"         // anything else that is no workbook
	RuleDamaged        = "damaged"          // truncated, wrong CRC, broken deflate stream
	RuleZipLayout      = "zip-layout"       // prefix, overlap, hidden or second archive
	RuleZipMethod      = "zip-method"       // neither stored nor deflated
	RuleEntries        = "entries"          // more entries than Limits.Entries
	RuleEntryName      = "entry-name"       // "..", absolute, colon or control character
	RuleEntryTwice     = "entry-twice"      // two entries of one name, case folded
	RuleEncryptedEntry = "encrypted-entry"  // zip encryption
	RuleLocalHeader    = "local-header"     // local header and directory disagree
	RuleRatio          = "ratio"            // packed tighter than Limits.Ratio
	RuleInflated       = "inflated"         // inflates beyond Limits.PartBytes or TotalBytes
	RuleXML            = "xml"              // not well-formed
	RuleDoctype        = "doctype"          // a DOCTYPE declaration
	RuleDepth          = "depth"            // nested deeper than Limits.Depth
	RuleAttributes     = "attributes"       // more than Limits.Attributes or Namespaces
	RuleEncoding       = "encoding"         // neither UTF-8 nor UTF-16
	RuleMissingPart    = "missing-part"     // a part that is needed is not there
	RuleRelationship   = "relationship"     // relationship ids twice, unknown or without target
	RuleSSTPath        = "sst-path"         // see Limits.Unusual
	RuleStructure      = "structure"        // elements where the format has no place for them
	RuleSheets         = "sheets"           // no sheet, or more than Limits.Sheets
	RuleSheetNameTwice = "sheet-name-twice" // two sheets of one name, case folded
	RuleRowOrder       = "row-order"        // rows not strictly ascending
	RuleCellOrder      = "cell-order"       // cells not strictly ascending
	RuleCellRef        = "cell-ref"         // an address that is none, or of another row
	RuleCellType       = "cell-type"        // a type of cell that is not known
	RuleCellText       = "cell-text"        // longer than Limits.CellText
	RuleNumber         = "number"           // not a finite decimal number
	RuleBool           = "bool"             // a truth value that is neither 0 nor 1
	RuleDate           = "date"             // t="d" without an ISO 8601 date
	RuleSharedIndex    = "shared-index"     // a string number outside the table
	RuleStyleIndex     = "style-index"      // a style number outside the table
	RuleSharedStrings  = "shared-strings"   // more than Limits.SharedStrings
	RuleMerges         = "merges"           // more than Limits.Merges, or a range that is none
	RuleCells          = "cells"            // more than Limits.Cells
	RuleExtent         = "extent"           // far cells: more than Limits.Extent
)

// Refusals returns all rule ids, sorted.
func Refusals() []string {
	ids := []string{
		RuleNotRegular, RuleFileName, RuleTooLarge, RuleEmpty, RulePassword, RuleLegacyXLS, RulePDF, RuleImage, RuleDocx,
		RuleXLSB, RuleODS, RuleZipOther, RuleNotXLSX, RuleDamaged, RuleZipLayout, RuleZipMethod, RuleEntries, RuleEntryName,
		RuleEntryTwice, RuleEncryptedEntry, RuleLocalHeader, RuleRatio, RuleInflated, RuleXML, RuleDoctype, RuleDepth,
		RuleAttributes, RuleEncoding, RuleMissingPart, RuleRelationship, RuleSSTPath, RuleStructure, RuleSheets,
		RuleSheetNameTwice, RuleRowOrder, RuleCellOrder, RuleCellRef, RuleCellType, RuleCellText, RuleNumber, RuleBool,
		RuleDate, RuleSharedIndex, RuleStyleIndex, RuleSharedStrings, RuleMerges, RuleCells, RuleExtent,
	}
	slices.Sort(ids)
	return ids
}

// refuse makes a refusal; it returns error so that a nil *Refusal cannot leak.
func refuse(rule, place, detail string) error {
	return &Refusal{Rule: rule, Place: place, Detail: detail}
}
