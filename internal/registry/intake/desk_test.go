package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/job"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var (
	office = authz.System("cli", authz.Office, zhengxiang)
	today  = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

// desk is a Desk on a fresh database, with everything around it.
type desk struct {
	*Desk
	t   testing.TB
	ctx context.Context
	now *clock.Set
}

func newDesk(t testing.TB, db *store.DB) desk {
	t.Helper()
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	vault, err := file.OpenVault(filepath.Join(t.TempDir(), "vault"), ring, 1<<30)
	check(t, err)
	regions, err := code.LoadRegions(packs.FS, "zhengxiang/regions.yaml")
	check(t, err)
	home, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	queue, err := job.NewQueue(db)
	check(t, err)
	now := clock.At(today)
	return desk{
		Desk: &Desk{Door: &door.Door{DB: db, Clock: now, Jobs: queue}, Vault: vault, Regions: regions, District: home},
		t:    t, ctx: registry.WithRing(t.Context(), ring), now: now,
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// take imports files as the office and fails the test if one of them was not read.
func (d desk) take(paths ...string) Report {
	d.t.Helper()
	r, err := d.ImportFiles(d.ctx, office, paths, Options{District: zhengxiang})
	check(d.t, err)
	for _, f := range r.Files {
		if f.Fault != nil {
			d.t.Fatalf("%s: %v", f.Name, f.Fault)
		}
	}
	return r
}

// sheet writes a CSV file of rows and gives its path.
func (d desk) sheet(name string, rows ...string) string {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), name)
	check(d.t, os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600))
	return path
}

// people exports everyone in full, by identity number.
func (d desk) people() map[string]map[string]any {
	d.t.Helper()
	all := map[string]map[string]any{}
	for line := range bytes.Lines(d.exported(JSONL)) {
		var p map[string]any
		check(d.t, json.Unmarshal(line, &p))
		all[p["id_number"].(string)] = p
	}
	return all
}

func (d desk) exported(f Format) []byte {
	d.t.Helper()
	var out bytes.Buffer
	_, err := d.Export(d.ctx, office, Export{District: zhengxiang, Format: f, Plain: true, Reason: "test"}, &out)
	check(d.t, err)
	return out.Bytes()
}

// start puts a file into the vault and recognises it.
func (d desk) start(actor authz.Actor, path string) *Import {
	d.t.Helper()
	content, err := d.put(d.ctx, path)
	check(d.t, err)
	i, err := d.Start(d.ctx, actor, Start{District: zhengxiang, Org: actor.Org(), Content: content, Name: filepath.Base(path)})
	check(d.t, err)
	return i
}

func (d desk) page(i *Import, outcome Outcome) *PageOfImport {
	d.t.Helper()
	p, err := door.Ask(d.ctx, d.Door, office, ImportPage{District: zhengxiang, Import: i.ID, Outcome: outcome, Limit: 500})
	check(d.t, err)
	return p
}

// lines gives every row of an import by number.
func (d desk) lines(id string) map[int]Line {
	d.t.Helper()
	all := map[int]Line{}
	for after := int64(0); ; {
		p, err := door.Ask(d.ctx, d.Door, office, ImportPage{District: zhengxiang, Import: id, After: after, Limit: 500})
		check(d.t, err)
		for _, l := range p.Rows {
			if _, twice := all[int(l.Number)]; twice {
				d.t.Errorf("row %d came twice", l.Number)
			}
			all[int(l.Number)], after = l, l.Number
		}
		if !p.More {
			return all
		}
	}
}

// number makes the identity number of an invented person: day of birth and a sequence code of 996 to 999.
func number(day string, sequence int) string {
	first := "430408" + day + string([]byte{'9', '9', byte('6' + sequence%4)})
	return first + string(idcode.PersonCheck(first))
}
