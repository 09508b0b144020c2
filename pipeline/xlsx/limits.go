package xlsx

// Limits bounds what Read accepts. The sizes are far above any real workbook (the
// largest seen among 3,440 real files stands behind each); what lies beyond is
// refused, never cut off. A zero field refuses everything: start from DefaultLimits.
type Limits struct {
	FileBytes     int64 // the file (largest real: 3.6 MB)
	Entries       int   // zip entries (340)
	TotalBytes    int64 // all entries inflated (60 MB)
	PartBytes     int64 // one entry inflated (57 MB)
	Ratio         int64 // inflated to packed, judged above RatioFrom (121; bombs have about 1,030)
	RatioFrom     int64 // inflated size from which Ratio is judged
	Depth         int   // nesting of XML elements (30)
	Attributes    int   // attributes of an element (38)
	Namespaces    int   // namespace declarations in force at one place
	Sheets        int   // sheets of the workbook (30)
	Cells         int   // cell elements of all sheets, blank ones included
	Extent        int   // sum over all rows of the last column: bounds what a grid would cost
	CellText      int   // UTF-16 units of a cell's text, as Excel counts them
	SharedStrings int   // entries of the shared strings table
	Merges        int   // merged ranges of a sheet
	FlagsPerKind  int   // flags of one kind listed for a sheet; not a refusal

	// Unusual reads two kinds of packages that are legal and that the corpus
	// manifest wants refused, because excelize cannot write a returned copy of
	// them: relationship parts in UTF-16 (missing-part), and a workbook part and
	// a string table both at places of their own (sst-path).
	Unusual bool
}

// DefaultLimits returns the limits of the design's table (measured.md).
func DefaultLimits() Limits {
	return Limits{
		FileBytes:     50 << 20,
		Entries:       2000,
		TotalBytes:    400 << 20,
		PartBytes:     200 << 20,
		Ratio:         300,
		RatioFrom:     1 << 20,
		Depth:         64,
		Attributes:    64,
		Namespaces:    256,
		Sheets:        256,
		Cells:         3_000_000,
		Extent:        50_000_000,
		CellText:      32_767,
		SharedStrings: 3_000_000,
		Merges:        5_000,
		FlagsPerKind:  1_000,
	}
}
