package registry

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/store"
)

// A Law is something that is true of the data whatever happened. Its words are under LawWords + Name.
type Law struct {
	Name  string
	over  string // table whose rows are counted as looked at
	find  string // gives subject and detail of each row that breaks the law
	check func(ctx context.Context, q store.Q, yield func(subject, detail string) error) error
}

// LawWords is the family of the laws' words.
var LawWords = i18n.Family("registry.law.")

// A LawResult is what became of checking one law.
type LawResult struct {
	Law      string    `json:"law"`
	Checked  int64     `json:"checked"` // rows looked at
	Broken   int64     `json:"broken"`
	Findings []Finding `json:"findings,omitempty"` // the first hundred
}

const mostFindings = 100

// CheckLaws checks every law over all districts, in the order of Laws. The error is ours: a law that could not be checked.
func CheckLaws(ctx context.Context, q store.Q) ([]LawResult, error) {
	var results []LawResult
	for _, l := range Laws {
		r, err := l.Check(ctx, q)
		if err != nil {
			return results, fmt.Errorf("law %s: %w", l.Name, err)
		}
		results = append(results, r)
	}
	return results, nil
}

// Check checks one law.
func (l Law) Check(ctx context.Context, q store.Q) (LawResult, error) {
	r := LawResult{Law: l.Name}
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM `+l.over).Scan(&r.Checked); err != nil {
		return r, err
	}
	found := func(subject, detail string) error {
		if r.Broken++; r.Broken <= mostFindings {
			r.Findings = append(r.Findings, Finding{l.Name, subject, detail})
		}
		return nil
	}
	if l.check != nil {
		return r, l.check(ctx, q, found)
	}
	_, err := all(ctx, q, func(row store.Row) (struct{}, error) {
		var subject, detail string
		if err := row.Scan(&subject, &detail); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, found(subject, detail)
	}, l.find)
	return r, err
}

// Laws are the laws of dossiers and organisations.
var Laws = []Law{
	{Name: "record_person", over: "record", find: `
		SELECT 'record/' || r.id, r.person
		FROM record AS r
		WHERE NOT EXISTS (SELECT 1 FROM person AS p WHERE p.district = r.district AND p.id = r.person)`},
	{Name: "live_unmerged", over: "record", find: `
		SELECT 'record/' || r.id, r.person
		FROM record AS r JOIN person AS p ON p.district = r.district AND p.id = r.person
		WHERE r.superseded_at = 0 AND p.merged_into <> ''`},
	{Name: "one_per_slot", over: "record", find: `
		SELECT 'person/' || person, kind || ' ' || CAST(COUNT(*) AS TEXT)
		FROM record
		WHERE superseded_at = 0 AND status <> 'refused'
		GROUP BY district, person, kind, slot, CASE WHEN ` + singleKinds() + ` THEN '' ELSE until END
		HAVING COUNT(*) > 1`},
	{Name: "identity", over: "person", find: `
		SELECT 'person/' || p.id, CAST(COUNT(r.id) AS TEXT)
		FROM person AS p LEFT JOIN record AS r
			ON r.district = p.district AND r.person = p.id AND r.kind = 'identity' AND r.superseded_at = 0 AND r.status <> 'refused'
		WHERE p.merged_into = ''
		GROUP BY p.district, p.id
		HAVING COUNT(r.id) <> 1`},
	{Name: "chain_ends", over: "record", find: `
		SELECT 'record/' || id, superseded_by
		FROM record
		WHERE (superseded_at = 0) <> (superseded_by = '')`},
	{Name: "chain_forward", over: "record", find: `
		SELECT 'record/' || r.id, r.superseded_by
		FROM record AS r JOIN person AS p ON p.district = r.district AND p.id = r.person
		LEFT JOIN record AS n ON n.district = r.district AND n.id = r.superseded_by AND n.person = r.person
		LEFT JOIN record AS m ON m.district = r.district AND m.id = r.superseded_by AND m.person = p.merged_into
		WHERE r.superseded_by <> ''
			AND (n.id IS NULL OR n.supersedes <> r.id OR n.learnt_at < r.learnt_at)
			AND (m.id IS NULL OR m.learnt_at < r.learnt_at AND m.supersedes = r.id)`},
	{Name: "chain_back", over: "record", find: `
		SELECT 'record/' || r.id, r.supersedes
		FROM record AS r LEFT JOIN record AS o ON o.district = r.district AND o.person = r.person AND o.id = r.supersedes
		WHERE r.supersedes <> '' AND (o.id IS NULL OR o.superseded_by <> r.id)
			AND NOT EXISTS (
				SELECT 1
				FROM person AS p JOIN record AS x ON x.district = p.district AND x.person = p.id
				WHERE p.district = r.district AND p.merged_into = r.person AND p.merged_into <> '' AND x.id = r.supersedes AND x.superseded_by = r.id)`},
	{Name: "chain_linear", over: "record", find: `
		SELECT 'record/' || supersedes, CAST(COUNT(*) AS TEXT)
		FROM record
		WHERE supersedes <> ''
		GROUP BY district, supersedes
		HAVING COUNT(*) > 1`},
	{Name: "status", over: "record", find: `
		SELECT 'record/' || id, status
		FROM record
		WHERE status NOT IN ('declared', 'verified', 'refused')
			OR (status = 'declared') <> (status_at = 0)
			OR status = 'refused' AND reason = ''`},
	{Name: "dates", over: "record", find: `
		SELECT 'record/' || id, since || '/' || until
		FROM record
		WHERE since <> '' AND until <> '' AND until < since`},
	{Name: "number_unique", over: "person", find: `
		SELECT 'person/' || MIN(id), CAST(COUNT(*) AS TEXT)
		FROM person
		GROUP BY district, id_index
		HAVING COUNT(*) > 1`},
	{Name: "merged_into", over: "person", find: `
		SELECT 'person/' || p.id, p.merged_into
		FROM person AS p LEFT JOIN person AS o ON o.district = p.district AND o.id = p.merged_into
		WHERE p.merged_into <> '' AND (o.id IS NULL OR o.created_at > p.changed_at OR o.merged_into = p.id)`},
	{Name: "profile_one", over: "person", find: `
		SELECT 'person/' || p.id, p.merged_into
		FROM person AS p LEFT JOIN profile AS f ON f.district = p.district AND f.person = p.id
		WHERE (p.merged_into = '') <> (f.person IS NOT NULL)
		UNION ALL
		SELECT 'person/' || f.person, 'no person'
		FROM profile AS f
		WHERE NOT EXISTS (SELECT 1 FROM person AS p WHERE p.district = f.district AND p.id = f.person)`},
	{Name: "employer", over: "profile", find: `
		SELECT 'person/' || f.person, f.org
		FROM profile AS f
		WHERE f.org <> '' AND NOT EXISTS (SELECT 1 FROM org AS o WHERE o.district = f.district AND o.id = f.org)`},
	{Name: "evidence", over: "record", check: checkEvidenceFiles},
}

func singleKinds() string {
	var names []string
	for _, s := range Kinds {
		if s.Single {
			names = append(names, "'"+string(s.Kind)+"'")
		}
	}
	return "kind IN (" + strings.Join(names, ", ") + ")"
}

// checkEvidenceFiles asks the vault for every file a record rests on.
func checkEvidenceFiles(ctx context.Context, q store.Q, yield func(subject, detail string) error) error {
	type use struct{ district, file string }
	used, err := all(ctx, q, func(row store.Row) (u use, err error) {
		err = row.Scan(&u.district, &u.file)
		return u, err
	}, `SELECT DISTINCT district, evidence FROM record WHERE evidence <> '' ORDER BY district, evidence`)
	if err != nil {
		return err
	}
	for _, u := range used {
		_, err := file.Find(ctx, q, u.district, u.file)
		if errors.Is(err, fault.Missing) {
			err = yield("file/"+u.file, "missing")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
