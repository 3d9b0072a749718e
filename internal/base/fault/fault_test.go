package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"yanzhen/internal/base/fault"
)

func TestCallersAskByKind(t *testing.T) {
	cause := errors.New("dial refused")
	err := fmt.Errorf("load: %w", fault.Missing.New("person.missing").From(cause))
	if !errors.Is(err, fault.Missing) || errors.Is(err, fault.Denied) || !errors.Is(err, cause) {
		t.Errorf("%v is not a missing one with its cause", err)
	}
	if fault.KindOf(err) != fault.Missing || fault.KindOf(nil) != "" || fault.KindOf(cause) != fault.Internal {
		t.Error("kinds are wrong")
	}
	if fault.Of(cause).Key != "fault.internal" {
		t.Errorf("an error of ours has the key %s", fault.Of(cause).Key)
	}
}

func TestAllFaultsOfAnInputAreTold(t *testing.T) {
	var list fault.List
	list.Add(nil)
	if list.Err() != nil {
		t.Fatal("nothing wrong is an error")
	}
	list.Add(fault.Invalid.New("a").On("name"))
	list.Add(fault.Invalid.New("b").On("age").With("most", 3))
	all := fault.Of(list.Err()).All()
	if len(all) != 2 || all[0].Field != "name" || all[1].Args["most"] != 3 {
		t.Errorf("got %v", all)
	}
	if text := list.Err().Error(); !strings.Contains(text, "on name") || !strings.Contains(text, "most=3") {
		t.Errorf("the log says %q", text)
	}
}
