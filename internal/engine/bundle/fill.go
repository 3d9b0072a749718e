package bundle

// fill adds to the best order of some claims those that cost nothing: in kind, or paid where another
// only pays less for it. The sum stays.
func fill(t *net, of, order []int) []int {
	for _, i := range of {
		order = fit(t, order, i)
	}
	return order
}

// fit puts claim i into the order where it loses nothing: last, or before a claim bound to it.
func fit(t *net, order []int, i int) []int {
	_, least, _ := t.p.Run(order)
	for _, k := range order {
		if k == i {
			return order
		}
	}
	for at := len(order); at >= 0; at-- {
		if at < len(order) && !t.bound[i].has(order[at]) {
			continue
		}
		with := append(append(append([]int(nil), order[:at]...), i), order[at:]...)
		if _, total, ok := t.p.Run(with); ok && total >= least {
			return with
		}
	}
	return order
}
