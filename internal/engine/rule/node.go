package rule

type node struct{}
type pool struct{}

func newPool() *pool      { return &pool{} }
func (p *Program) lower() {}
