// Package arch guards the house plan with tests: who may import whom, a comment on every package,
// one clock, and words complete in both languages. It holds no product code.
package arch
