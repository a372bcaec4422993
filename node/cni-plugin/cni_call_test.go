package main

import (
	"strings"
	"testing"
	"time"
)

func environment(pairs ...string) func(string) string {
	values := map[string]string{"CNI_COMMAND": "ADD", "CNI_CONTAINERID": "c1", "CNI_NETNS": "/run/netns/a", "CNI_IFNAME": "eth0"}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

const minimal = `{"cniVersion":"1.1.0","name":"pods","type":"statewright-cni"}`

func TestReadCallRefusesByTheCodesOfTheSpecification(t *testing.T) {
	for name, row := range map[string]struct {
		environment []string
		config      string
		code        int
		says        string
	}{
		"an unknown command":               {[]string{"CNI_COMMAND", "ADDD"}, minimal, codeEnvironment, `"ADDD"`},
		"ADD without a container":          {[]string{"CNI_CONTAINERID", ""}, minimal, codeEnvironment, "CNI_CONTAINERID"},
		"ADD without anything":             {[]string{"CNI_CONTAINERID", "", "CNI_NETNS", "", "CNI_IFNAME", ""}, minimal, codeEnvironment, "CNI_CONTAINERID, CNI_NETNS, CNI_IFNAME"},
		"CHECK without a namespace":        {[]string{"CNI_COMMAND", "CHECK", "CNI_NETNS", ""}, minimal, codeEnvironment, "CNI_NETNS"},
		"DEL without an interface":         {[]string{"CNI_COMMAND", "DEL", "CNI_IFNAME", ""}, minimal, codeEnvironment, "CNI_IFNAME"},
		"no configuration":                 {nil, "", codeDecoding, "JSON"},
		"half a configuration":             {nil, minimal[:20], codeDecoding, "JSON"},
		"a list":                           {nil, "[]", codeDecoding, "JSON"},
		"null":                             {nil, "null", codeDecoding, `"n"`},
		"a socket that is a number":        {nil, `{"cniVersion":"1.1.0","socket":5}`, codeDecoding, "socket"},
		"a version of the future":          {nil, `{"cniVersion":"2.0.0"}`, codeVersion, "2.0.0"},
		"a version of the past":            {nil, `{"cniVersion":"0.3.1"}`, codeVersion, "0.3.1"},
		"no version, which means 0.1.0":    {nil, `{}`, codeVersion, "0.1.0"},
		"GC in a version without it":       {[]string{"CNI_COMMAND", "GC"}, `{"cniVersion":"1.0.0"}`, codeVersion, "GC"},
		"STATUS in a version without it":   {[]string{"CNI_COMMAND", "STATUS"}, `{"cniVersion":"0.4.0"}`, codeVersion, "STATUS"},
		"a time-out that lies in the past": {nil, `{"cniVersion":"1.1.0","timeoutSeconds":-1}`, codeConfig, "timeoutSeconds"},
	} {
		_, failed := readCall(environment(row.environment...), strings.NewReader(row.config))
		if failed == nil || failed.Code != row.code || !strings.Contains(failed.Msg, row.says) {
			t.Errorf("%s: %+v", name, failed)
		}
	}
}

func TestReadCallTakesWhatIsComplete(t *testing.T) {
	for name, row := range map[string]struct {
		environment []string
		config      string
	}{
		"ADD of the oldest version":    {nil, `{"cniVersion":"0.4.0"}`},
		"DEL of a namespace that went": {[]string{"CNI_COMMAND", "DEL", "CNI_NETNS", ""}, minimal},
		"GC":                           {[]string{"CNI_COMMAND", "GC", "CNI_CONTAINERID", "", "CNI_NETNS", "", "CNI_IFNAME", ""}, minimal},
		"VERSION without words":        {[]string{"CNI_COMMAND", "VERSION"}, " \n"},
		"VERSION of any version":       {[]string{"CNI_COMMAND", "VERSION"}, `{"cniVersion":"9.9.9"}`},
	} {
		if _, failed := readCall(environment(row.environment...), strings.NewReader(row.config)); failed != nil {
			t.Errorf("%s: %+v", name, failed)
		}
	}
}

func TestReadCallReadsSocketTimeoutAndAttachments(t *testing.T) {
	config := `{"cniVersion":"1.1.0","socket":"/s","timeoutSeconds":1.5,"cni.dev/valid-attachments":[{"containerID":"a","ifname":"b"}],"other":{"x":1}}`
	made, failed := readCall(environment("CNI_COMMAND", "GC"), strings.NewReader(config+"\n"))
	if failed != nil {
		t.Fatal(failed)
	}
	if made.socket != "/s" || made.timeout != 1500*time.Millisecond {
		t.Errorf("socket %q, time-out %v", made.socket, made.timeout)
	}
	if string(made.ValidAttachments) != `[{"containerID":"a","ifname":"b"}]` || string(made.Config) != config {
		t.Errorf("attachments %s, config %s", made.ValidAttachments, made.Config)
	}
	made, failed = readCall(environment(), strings.NewReader(minimal))
	if failed != nil || made.socket != defaultSocket || made.timeout != defaultTimeout {
		t.Errorf("without them: %+v, %v", made, failed)
	}
}
