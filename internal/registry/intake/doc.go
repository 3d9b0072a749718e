// Package intake brings people into the registry and takes them out again: rosters and appointment
// forms in, row by row, each row with one outcome; questions where two sources disagree, decided by
// a person; rosters, tables and forms out.
//
// A file goes through the states of Import. Reading is left to internal/registry/roster and
// internal/document/lrm, keeping to internal/registry; this package decides what becomes of a row,
// keeps the account of it in the same transaction, and so can stop and go on at any chunk.
package intake
