package main

import "sync"

// turns lets one at a time work on what has the same name.
type turns struct {
	lock  sync.Mutex
	takes map[string]*turn
}

type turn struct {
	lock sync.Mutex
	// Who works or waits.
	users int
}

// take waits for the turn of name; returns what gives it back.
func (t *turns) take(name string) (giveBack func()) {
	t.lock.Lock()
	if t.takes == nil {
		t.takes = map[string]*turn{}
	}
	mine := t.takes[name]
	if mine == nil {
		mine = &turn{}
		t.takes[name] = mine
	}
	mine.users++
	t.lock.Unlock()
	mine.lock.Lock()
	return func() {
		mine.lock.Unlock()
		t.lock.Lock()
		defer t.lock.Unlock()
		mine.users--
		if mine.users == 0 {
			delete(t.takes, name)
		}
	}
}
