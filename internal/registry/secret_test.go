package registry_test

import (
	"fmt"
	"strings"
	"testing"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

func TestUnmaskingIsAnAuditedAct(t *testing.T) {
	each(t, 8, func(h *house) {
		lin := town.People(1, civil.Of(morning))[0]
		c := registry.UnmaskPerson{District: zhengxiang, Person: h.ids[town.Lin]}
		refused(h, office, c, fault.Invalid, "registry.reason.required")
		c.Reason = "核对购房补贴申请"
		for _, by := range []authz.Actor{office, department, h.talent(town.Lin)} {
			seen := do(h, by, c)
			if seen.IDNumber != lin.IDNumber || seen.Fields[h.record(town.Lin, registry.KindContact).ID+".phone"] != "13807340996" {
				h.Errorf("%s saw %+v", by.Name, seen)
			}
			detail := h.logged(authz.PersonUnmask, audit.Done, "person/"+h.ids[town.Lin])
			if detail["reason"] != c.Reason || fmt.Sprint(detail["fields"]) != "[contact.phone id_number]" {
				h.Errorf("the log says %v", detail)
			}
		}
	})
}

func TestNoNumberLiesInTheDatabase(t *testing.T) {
	each(t, 30, func(h *house) {
		people := town.People(30, civil.Of(morning))
		secrets := []string{"13807340996", "6222020200112233445", "lin@example.cn", "衡阳市蒸湘区某路 8 号"}
		for _, p := range people {
			secrets = append(secrets, p.IDNumber)
		}
		h.ctx = door.WithKey(h.ctx, "key-1")
		do(h, h.talent(town.Lin), registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Kind: registry.KindContact,
			Data: map[string]any{"bank_account": secrets[1], "email": secrets[2], "address": secrets[3]}})
		h.ctx = door.WithKey(h.ctx, "key-2")
		do(h, office, registry.UnmaskPerson{District: zhengxiang, Person: h.ids[town.Lin], Reason: "核对"})
		h.ctx = door.WithKey(h.ctx, "key-3")
		do(h, office, registry.CreatePerson{District: zhengxiang, Name: "方晓岚", IDNumber: newcomer("430405")})
		secrets = append(secrets, newcomer("430405"))
		raw := h.everything()
		for _, s := range secrets {
			if strings.Contains(raw, s) {
				h.Errorf("%s lies in the database in clear", s)
			}
		}
		if !strings.Contains(raw, "138****0996") {
			h.Error("the mask of the phone is not there, so the search above saw nothing")
		}
	})
}

// everything gives every value of every table that a command of this slice writes.
func (h *house) everything() string {
	h.Helper()
	var all strings.Builder
	h.snapshot(func(q store.Q) error {
		for _, from := range []string{
			`SELECT id_sealed || id_index || id_mask || name FROM person`,
			`SELECT data || origins || slot || reason || source_ref || source_name FROM record`,
			`SELECT search || id_mask || name FROM profile`,
			`SELECT detail || subject || actor FROM audit_entry`,
			`SELECT result || digest || key FROM door_key`,
			`SELECT args || note || result FROM job_run`,
		} {
			rows, err := q.Query(h.ctx, from)
			if err != nil {
				return err
			}
			for rows.Next() {
				var s string
				if err := rows.Scan(&s); err != nil {
					rows.Close()
					return err
				}
				all.WriteString(s + "\n")
			}
			rows.Close()
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	return all.String()
}

func TestExportsOpenWhatTheyMay(t *testing.T) {
	each(t, 8, func(h *house) {
		lin := town.People(1, civil.Of(morning))[0]
		d := h.dossier(town.Lin)
		number, err := registry.OpenNumber(h.ctx, d.Person)
		if err != nil || number != lin.IDNumber {
			h.Errorf("opened %q, %v", number, err)
		}
		values, err := registry.OpenSecrets(h.ctx, h.record(town.Lin, registry.KindContact))
		if err != nil || values["phone"] != "13807340996" {
			h.Errorf("opened %v, %v", values, err)
		}
		other := d.Person
		other.ID = h.ids[town.Zhou]
		if _, err := registry.OpenNumber(h.ctx, other); err == nil {
			h.Error("a sealed number opened for another person")
		}
	})
}

// A program that sends back what it was shown sends a mask: that must not replace what the mask hides, nor may anyone bring a seal of their own.
func TestNobodyElseSeals(t *testing.T) {
	each(t, 8, func(h *house) {
		person := h.ids[town.Lin]
		for _, phone := range []any{map[string]any{"m": "138****0996"}, map[string]any{"s": "yz1.aes.k1.AAAA", "m": "x", "i": "y"}, 13807340996} {
			f := refused(h, office, registry.DeclareRecord{District: zhengxiang, Person: person, Kind: registry.KindContact, Data: map[string]any{"phone": phone}}, fault.Invalid, "registry.field.form")
			if f.Field != "data.phone" {
				h.Errorf("the fault is on %s", f.Field)
			}
		}
		if values, err := registry.OpenSecrets(h.ctx, h.record(town.Lin, registry.KindContact)); err != nil || values["phone"] != "13807340996" {
			h.Errorf("the phone opens to %v, %v", values, err)
		}
	})
}
