package rule

// Sense gives a value that programs share only if they compute the same for every row of every batch: those of one Env, or of Envs
// extended from it, whose operations are the same through all definitions. It is nil for a rule that columns cannot hold.
func (p *Program) Sense() any {
	if p.root == nil {
		return nil
	}
	return p.root
}
