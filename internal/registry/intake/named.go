package intake

import (
	"context"

	"yanzhen/internal/account"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// nameImports says in words who brought imports and whose people they hold.
func nameImports(ctx context.Context, q store.Q, imports []*Import) error {
	accounts := map[string][]string{}
	for _, i := range imports {
		accounts[i.District] = append(accounts[i.District], i.Account)
	}
	units := map[string]string{"": ""}
	for district, ids := range accounts {
		by, err := account.NamesOf(ctx, q, district, ids)
		if err != nil {
			return err
		}
		for _, i := range imports {
			if i.District != district {
				continue
			}
			if _, known := units[i.Org]; !known {
				if units[i.Org], err = unitName(ctx, q, district, i.Org); err != nil {
					return err
				}
			}
			i.By, i.Unit = by[i.Account], units[i.Org]
		}
	}
	return nil
}

// unitName gives the name of a unit, "" if it is not there any more.
func unitName(ctx context.Context, q store.Q, district, id string) (string, error) {
	org, err := registry.FindOrg(ctx, q, district, id)
	switch {
	case fault.KindOf(err) == fault.Missing:
		return "", nil
	case err != nil:
		return "", err
	}
	return org.Name, nil
}

// nameLines says in words whom rows of an import speak of.
func nameLines(ctx context.Context, q store.Q, district string, lines []Line) error {
	var people []string
	for _, l := range lines {
		if l.Person != "" {
			people = append(people, l.Person)
		}
	}
	names, err := registry.NamesOf(ctx, q, district, people)
	for n := range lines {
		lines[n].Name = names[lines[n].Person]
	}
	return err
}

// nameConflicts says in words whom conflicts are about and who decided them.
func nameConflicts(ctx context.Context, q store.Q, conflicts []*Conflict) error {
	people, accounts := map[string][]string{}, map[string][]string{}
	for _, c := range conflicts {
		people[c.District] = append(people[c.District], c.Person)
		accounts[c.District] = append(accounts[c.District], c.Account)
	}
	for district := range people {
		names, err := registry.NamesOf(ctx, q, district, people[district])
		if err != nil {
			return err
		}
		by, err := account.NamesOf(ctx, q, district, accounts[district])
		if err != nil {
			return err
		}
		for _, c := range conflicts {
			if c.District == district {
				c.Name, c.By = names[c.Person], by[c.Account]
			}
		}
	}
	return nil
}
