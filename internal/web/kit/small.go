package kit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func alertIcon(tone Tone) string {
	switch tone {
	case Green:
		return "circle-check"
	case Red, Orange:
		return "alert-triangle"
	}
	return "info-circle"
}

// sparkPoints gives the points of a line through values in a box of 120 × 36, and of the area below it.
func sparkPoints(values []float64) (line, area string) {
	if len(values) < 2 {
		return "", ""
	}
	low, high := slices.Min(values), slices.Max(values)
	span := max(high-low, 1e-9)
	points := make([]string, len(values))
	for i, v := range values {
		x := float64(i) * 120 / float64(len(values)-1)
		points[i] = fmt.Sprintf("%.1f,%.1f", x, 33-(v-low)/span*30)
	}
	line = strings.Join(points, " ")
	return line, "0,36 " + line + " 120,36"
}
