package intake

// A Segment is a stretch of characters that both texts share, or that only one of them has.
type Segment struct {
	Op   string `json:"op"` // Same, Gone or New
	Text string `json:"text"`
}

// The kinds of segments.
const (
	Same = "same" // in both
	Gone = "gone" // only in the first
	New  = "new"  // only in the second
)

// diffCells bounds the table of Diff; longer middles are shown as replaced whole.
const diffCells = 4 << 20

// Diff tells character by character how b differs from a: a longest common subsequence, what is gone
// before what is new. Joining Same and Gone gives a, joining Same and New gives b.
func Diff(a, b []rune) []Segment {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d segments
	d.add(Same, a[:head])
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	d.add(Same, a[len(a)-tail:])
	return d
}

type segments []Segment

func (d *segments) add(op string, text []rune) {
	if len(text) == 0 {
		return
	}
	if n := len(*d); n > 0 && (*d)[n-1].Op == op {
		(*d)[n-1].Text += string(text)
		return
	}
	*d = append(*d, Segment{op, string(text)})
}

func (d *segments) middle(a, b []rune) {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > diffCells {
		d.add(Gone, a)
		d.add(New, b)
		return
	}
	common := commonSuffixes(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			d.add(Same, a[i:i+1])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			d.add(Gone, a[i:i+1])
			i++
		default:
			d.add(New, b[j:j+1])
			j++
		}
	}
	d.add(Gone, a[i:])
	d.add(New, b[j:])
}

// commonSuffixes gives at [i][j] the length of the longest common subsequence of a[i:] and b[j:].
func commonSuffixes(a, b []rune) [][]int32 {
	table := make([][]int32, len(a)+1)
	cells := make([]int32, (len(a)+1)*(len(b)+1))
	for i := range table {
		table[i] = cells[i*(len(b)+1) : (i+1)*(len(b)+1)]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}
