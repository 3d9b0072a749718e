package intake

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
)

// sampleRows is how far down the file samples are looked for.
const sampleRows = 50

// Samples gives, for each column of an import, up to most different texts as its first rows have them; personal numbers
// are masked. A form has none. Missing if the actor may not run the import.
func (d *Desk) Samples(ctx context.Context, actor authz.Actor, i *Import, most int) ([][]string, error) {
	if authz.May(actor, authz.ImportRun, i.land()) != nil {
		return nil, fault.Missing.New("intake.import.missing")
	}
	if i.Format != Roster {
		return nil, nil
	}
	rows, err := d.read(ctx, i)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	found, seen := make([][]string, len(i.Plan.Columns)), 0
	for row, err := range rows.rows {
		if err != nil {
			return nil, err
		}
		for n, cell := range row.Cells[:min(len(row.Cells), len(found))] {
			text := maskNumbers(strings.Join(strings.Fields(cell), " "))
			if text != "" && len(found[n]) < most && !slices.Contains(found[n], text) {
				found[n] = append(found[n], text)
			}
		}
		if seen++; seen == sampleRows {
			break
		}
	}
	return found, nil
}

// longNumber finds what may be an identity number, a phone or a bank account: eleven digits or more, however spaced; a date
// before a date is none.
var (
	longNumber = regexp.MustCompile(`[0-9０-９](?:[ 　-]?[0-9０-９]){9,}[ 　-]?[0-9０-９XxＸｘ]`)
	dateFirst  = regexp.MustCompile(`^(?:19|20)\d\d-\d`)
)

// maskNumbers hides the middle of long numbers in a text as it stands in a file.
func maskNumbers(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(number string) string {
		r := []rune(number)
		if dateFirst.MatchString(number) {
			return number
		}
		return string(r[:3]) + strings.Repeat("*", len(r)-7) + string(r[len(r)-4:])
	})
}
