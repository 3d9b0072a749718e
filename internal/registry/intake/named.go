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
	units := map[string]string{}
	for _, i := range imports {
		by, err := account.NamesOf(ctx, q, i.District, []string{i.Account})
		if err != nil {
			return err
		}
		i.By = by[i.Account]
		if _, asked := units[i.Org]; !asked && i.Org != "" {
			org, err := registry.FindOrg(ctx, q, i.District, i.Org)
			if err != nil && fault.KindOf(err) != fault.Missing {
				return err
			}
			if err == nil {
				units[i.Org] = org.Name
			}
		}
		i.Unit = units[i.Org]
	}
	return nil
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
