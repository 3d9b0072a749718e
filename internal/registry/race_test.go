package registry_test

import (
	"fmt"
	"sync"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

// Many clerks at one dossier: what does not name a version lands, each deed once; of those that saw one version only one does.
func TestManyAtOnce(t *testing.T) {
	each(t, 8, func(h *house) {
		const clerks = 6
		seen := h.dossier(town.Lin).Person.Version
		var landed, late sync.Map
		var all sync.WaitGroup
		for i := range clerks {
			all.Go(func() {
				beside := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Kind: registry.KindTraining, Data: map[string]any{"name": fmt.Sprint("课程", i)}}
				_, err := door.Do(h.ctx, h.door, office, beside)
				landed.Store(i, err)
			})
		}
		all.Wait()
		landed.Range(func(_, err any) bool {
			if err != nil {
				h.Errorf("a deed beside others: %v", err)
			}
			return true
		})
		if d := h.dossier(town.Lin); count(d, registry.KindTraining) != clerks || d.Person.Version != seen+clerks {
			h.Errorf("%d deeds landed, the version is %d", count(d, registry.KindTraining), d.Person.Version)
		}
		seen = h.dossier(town.Lin).Person.Version
		for i := range clerks {
			all.Go(func() {
				_, err := door.Do(h.ctx, h.door, office, registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Version: seen,
					Kind: registry.KindResidence, Data: map[string]any{"lives_in": fmt.Sprint(430408100 + i)}})
				late.Store(i, err)
			})
		}
		all.Wait()
		first := 0
		late.Range(func(_, err any) bool {
			if err == nil {
				first++
			} else if f := fault.Of(err.(error)); f.Kind != fault.Conflict {
				h.Errorf("a late one is told %v", f)
			}
			return true
		})
		if first != 1 {
			h.Errorf("%d of the same version landed, want 1", first)
		}
	})
}
