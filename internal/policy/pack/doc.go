// Package pack reads policy packs, checks them and applies them to people. A pack is a folder with
// policy.yaml (who qualifies, how much, when, and what follows) and cases.yaml (people and the
// outcome expected). The format is described in docs/POLICY-PACKS.md, its conditions are in the
// language of engine/rule over the facts of policy/fact.
//
// Everything here is pure: no database, no clock. Load reads packs, Check tells what is wrong with
// them, Eval judges one person against all of them and settles those that exclude each other,
// EvalBatch judges a population in columns and comes to the same answers.
package pack
