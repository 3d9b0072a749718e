package roster

import (
	"io"

	"yanzhen/internal/base/fault"
)

// openXLS refuses the binary format of Excel 97–2003 (and encrypted workbooks, which come in the same container) with
// words that say how to save the file as .xlsx.
func (s *Source) openXLS(_ io.ReaderAt, _ int64) ([]sheet, error) {
	return nil, fault.Invalid.New("roster.file.xls")
}
