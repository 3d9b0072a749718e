package programme

import (
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
)

// yuan reads an amount typed in yuan as fen.
func yuan(text string) (any, *fault.Fault) {
	fen, err := money.Parse(text)
	if err != nil || fen < 0 {
		return nil, fault.Invalid.New("programme.form.yuan")
	}
	return int64(fen), nil
}
