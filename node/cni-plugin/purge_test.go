package main

import (
	"testing"

	"github.com/vishvananda/netlink"
)

func veth(name, alias string, group uint32) netlink.Link {
	return &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: name, Alias: alias, Group: group}}
}

func TestOnlyWhatIsOursAndAskedForIsDoomed(t *testing.T) {
	links := []netlink.Link{
		veth("a", "statewright c1", ourGroup), veth("b", "", ourGroup), veth("c", "", 0), veth("d", "mine", ourGroup),
		veth("e", "statewright c2", ourGroup),
		&netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "f", Group: ourGroup}},
	}
	doomed, stray := chooseDoomed(links, []string{"a", "b", "c", "d", "f", "g"})
	names := ""
	for _, link := range doomed {
		names += link.Attrs().Name
	}
	if names != "ab" || stray {
		t.Errorf("doomed are %q, a stray: %v", names, stray)
	}
}

func TestALinkInTheGroupOfTheDoomedThatNobodyAskedForIsAStray(t *testing.T) {
	for name, row := range map[string]struct {
		link  netlink.Link
		stray bool
	}{
		"somebody else's":           {veth("x", "", doomedGroup), true},
		"left by a broken-off run":  {veth("x", "statewright c1", doomedGroup), true},
		"asked for":                 {veth("a", "statewright c1", doomedGroup), false},
		"in another group":          {veth("x", "", 1), false},
		"asked for and not of ours": {&netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "a", Group: doomedGroup}}, true},
	} {
		if _, stray := chooseDoomed([]netlink.Link{row.link}, []string{"a"}); stray != row.stray {
			t.Errorf("%s: %v", name, stray)
		}
	}
}
