package registry

// Main gives the live record that a dossier holds as the person's one of a kind: the highest education, title and skill, the present
// employment, the record of a kind of which there is one; nil if there is none that counts.
func (d *Dossier) Main(k Kind) *Record {
	i, known := kindOrder[k]
	if !known {
		return nil
	}
	held := make([]*Record, len(d.Records))
	for n := range d.Records {
		held[n] = &d.Records[n]
	}
	if main := mainOf(Kinds[i].New(), held); main != nil {
		return main
	}
	for _, r := range held {
		if r.Kind == k && r.Counts() && Kinds[i].Single {
			return r
		}
	}
	return nil
}
