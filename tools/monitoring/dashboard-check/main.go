// Reads dashboards as Grafana's own types have them: `go run . FILE...`. A field that is missing, unknown or of another type is an error.
// Exits with 0 where all are sound, with 1 where one is not.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// faultsOf tells of the file at path what is wrong with it.
func faultsOf(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var read dashboard.Dashboard
	return errors.Join(listed(read.UnmarshalJSONStrict(text)), listed(read.Validate()))
}

// listed is nil for an empty list of faults, which the SDK returns as an error too.
func listed(err error) error {
	var faults cog.BuildErrors
	if errors.As(err, &faults) && len(faults) == 0 {
		return nil
	}
	return err
}

func main() {
	plugins.RegisterDefaultPlugins()
	status := 0
	for _, path := range os.Args[1:] {
		if err := faultsOf(path); err != nil {
			fmt.Fprintf(os.Stderr, "%s is no dashboard of Grafana:\n%v\n", path, err)
			status = 1
		}
	}
	os.Exit(status)
}
