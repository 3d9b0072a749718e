package caseweb

import (
	"context"
	"strings"

	"yanzhen/internal/district"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

// seatOf names a seat: the applicant, the office, the unit, a department by its own name, a member by number.
func seatOf(ctx context.Context, d *district.District, seat string) string {
	if key, is := strings.CutPrefix(seat, "department:"); is {
		if dep, known := d.Department(key); known {
			return kit.Data(dep.In(i18n.LangOf(ctx)))
		}
		return key
	}
	if number, is := strings.CutPrefix(seat, "member:"); is {
		return say(ctx, "caseweb.seat.member", i18n.Args{"n": number})
	}
	if seat == "" {
		return say(ctx, "caseweb.seat.nobody")
	}
	return say(ctx, i18n.Family("caseweb.seat.")+seat)
}
