package pack

// BodyOf gives what a version says: its own sections laid over those of the policy. The zero Body
// for a version that is not there.
func (p *Policy) BodyOf(version string) Body {
	for i := range p.Versions {
		if p.Versions[i].ID == version {
			return merge(p.Body, &p.Versions[i])
		}
	}
	return Body{}
}
