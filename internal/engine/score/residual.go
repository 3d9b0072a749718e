package score

import "math"

// A residual takes out of values what an orthonormal basis explains: the mean, and measures.
type residual struct{ basis [][]float64 }

// newResidual makes the basis of the mean and the measures, by Gram and Schmidt.
func newResidual(measures [][]float64, n int) *residual {
	one := make([]float64, n)
	for i := range one {
		one[i] = 1
	}
	r := &residual{}
	r.add(one)
	for _, m := range measures {
		r.add(m)
	}
	return r
}

// add adds a direction unless the basis has it already.
func (r *residual) add(values []float64) {
	v := r.of(r.of(values)) // twice: once loses digits
	length := math.Sqrt(squares(v))
	if length <= 1e-9*math.Sqrt(squares(values)) {
		return
	}
	for i := range v {
		v[i] /= length
	}
	r.basis = append(r.basis, v)
}

// of gives what the basis does not explain.
func (r *residual) of(values []float64) []float64 {
	out := append([]float64(nil), values...)
	for _, b := range r.basis {
		along := dot(b, out)
		for i := range out {
			out[i] -= along * b[i]
		}
	}
	return out
}

// traits are the directions that groups add to a basis. The last group is the one others are compared
// with.
type traits struct {
	basis   [][]float64
	members [][]float64 // of the group of each direction: 1 in it, 0 outside
	group   []int       // the group of each direction
}

func (r *residual) traits(groups []int, k int) traits {
	full, t := &residual{append([][]float64(nil), r.basis...)}, traits{}
	for g := range k - 1 {
		member := make([]float64, len(groups))
		for i, of := range groups {
			if of == g {
				member[i] = 1
			}
		}
		before := len(full.basis)
		full.add(member)
		if len(full.basis) > before {
			t.members, t.group = append(t.members, member), append(t.group, g)
		}
	}
	t.basis = full.basis[len(r.basis):]
	return t
}

// carried gives the squares of the residual that the groups explain.
func (t traits) carried(residual []float64) float64 {
	sum := 0.0
	for _, b := range t.basis {
		along := dot(b, residual)
		sum += along * along
	}
	return sum
}

// effects gives how much each of k groups stands above the last at equal measures: the coefficients
// of the regression, by back substitution. A group that cannot be told from the measures has 0.
func (t traits) effects(residual []float64, k int) []float64 {
	effect := make([]float64, k)
	for j := len(t.basis) - 1; j >= 0; j-- {
		left := dot(t.basis[j], residual)
		for later := j + 1; later < len(t.basis); later++ {
			left -= dot(t.basis[j], t.members[later]) * effect[t.group[later]]
		}
		effect[t.group[j]] = left / dot(t.basis[j], t.members[j])
	}
	return effect
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func squares(values []float64) float64 { return dot(values, values) }

func centred(values []float64) []float64 { return newResidual(nil, len(values)).of(values) }
