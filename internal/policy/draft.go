package policy

import (
	"cmp"
	"context"
	"fmt"
	"maps"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
)

// PackFiles asks for the texts of a version of a pack, to edit them.
type PackFiles struct {
	Book     *Book  `json:"-"`
	District string `json:"district"` // the actor's own when empty
	ID       string `json:"id"`
	Version  string `json:"version"` // digest of the files; the version in force when empty, else the newest saved
}

// A PackText is a version of a pack as its author wrote it, with what became of the pack's versions.
type PackText struct {
	ID       string        `json:"id"`
	Version  string        `json:"version"`
	State    State         `json:"state"`
	Files    Files         `json:"files"`
	Versions []PackVersion `json:"versions"` // newest first
}

// Action is policy.save.
func (q PackFiles) Action() authz.Action { return authz.PolicySave }

// Answer gives the texts. Errors: Missing policy.missing, policy.version_missing.
func (q PackFiles) Answer(ctx context.Context, snap *door.Snapshot) (PackText, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicySave, authz.Land{District: q.District}); err != nil {
		return PackText{}, err
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return PackText{}, err
	}
	text := PackText{ID: q.ID, Version: q.Version, State: Draft}
	if text.Versions, err = q.Book.versions(ctx, snap, s, civil.Of(snap.Now()), q.ID); err != nil {
		return PackText{}, err
	}
	if len(text.Versions) == 0 {
		return PackText{}, fault.Missing.New("policy.missing").With("id", q.ID)
	}
	if now := s.byID[q.ID]; now != nil && text.Version == "" {
		text.Version = now.digest
	}
	text.Version = cmp.Or(text.Version, text.Versions[0].Version)
	for _, v := range text.Versions {
		if v.Version == text.Version {
			text.State = v.State
		}
	}
	if shipped := q.Book.shipped[q.ID]; shipped != nil && shipped.digest == text.Version {
		text.Files = maps.Clone(shipped.files)
		return text, nil
	}
	text.Files, err = loadFiles(ctx, snap, q.District, q.ID, text.Version)
	return text, err
}

// CheckPack asks what is wrong with files that nobody saved yet, and how the policy would read.
type CheckPack struct {
	Book     *Book  `json:"-"`
	District string `json:"district"`
	ID       string `json:"id"`
	Files    Files  `json:"files"`
}

// A Checked is what a check found. Page is nil while the files cannot be read as a policy.
type Checked struct {
	Problems []Found     `json:"problems"`
	Cases    []TriedCase `json:"cases"`
	Passed   bool        `json:"passed"` // it may be activated
	Names    []string    `json:"names"`  // what the texts define for rules: def.…, list.…, met.…
	Page     *Page       `json:"page,omitempty"`
}

// Action is policy.save.
func (q CheckPack) Action() authz.Action { return authz.PolicySave }

// Answer checks. Errors: as SavePack.
func (q CheckPack) Answer(ctx context.Context, snap *door.Snapshot) (Checked, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicySave, authz.Land{District: q.District}); err != nil {
		return Checked{}, err
	}
	if err := (SavePack{ID: q.ID, Files: q.Files}).check(); err != nil {
		return Checked{}, err
	}
	p, err := pack.LoadOne(folder{q.ID, q.Files}, q.ID) // not Book.compile, which keeps what it compiled
	if err != nil {
		return Checked{}, fmt.Errorf("read policy %s: %w", q.ID, err)
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return Checked{}, err
	}
	tried := s.try(p)
	report := s.tell(p, tried)
	out := Checked{Problems: inWords(report.Problems, langOf(ctx)), Cases: q.Book.triedCases(ctx, tried), Passed: report.Passed(), Names: p.Names()}
	if len(p.Policy.Versions) == 0 {
		return out, nil
	}
	asked := PolicyPage{Book: q.Book, District: q.District, ID: q.ID, Day: civil.Of(snap.Now())}
	if page, err := asked.read(ctx, &volume{pack: p, state: Draft}); err == nil {
		out.Page = &page
	}
	return out, nil
}
