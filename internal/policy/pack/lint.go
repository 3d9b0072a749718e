package pack

func (p *Pack) lint(folder string) []Problem { return nil }
