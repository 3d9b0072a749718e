package roster

// ReadCells reads what the blanks of a form state, each a cell under a column of its own, as a row would be read that has such
// columns. The row is numbered 1.
func ReadCells(columns []Column, texts []string) Row {
	t := &Table{FirstRow: 1, Columns: columns, source: &Source{}}
	cells := make([]cell, len(texts))
	for i, text := range texts {
		t.Columns[i].Index = i
		cells[i] = cell{text: text}
	}
	return t.readRow(1, cells, t.carried())
}

// SplitSchool tells school and major where one text states both.
func SplitSchool(text string) (school, major string) { return splitSchool(text) }

// SplitEmployer tells unit and post where one text states both; post is "" if nothing tells where it begins.
func SplitEmployer(text string) (employer, post string) { return splitEmployer(text) }
