package compose

// Underived are the cells of 评估报告 that have a formula and do not carry it: their
// inputs stand elsewhere, or it gives another figure.
func Underived(in Input) (elsewhere, other []string, err error) {
	doc, err := Report(in)
	if err != nil {
		return nil, nil, err
	}
	c := &composer{Input: in, period: in.Figures.Period, doc: doc}
	formulas, err := c.formulas(reportFormulas...)
	if err != nil {
		return nil, nil, err
	}
	return doc.Derive(formulas)
}
