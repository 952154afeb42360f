package engine

import (
	"fmt"
)

// serverConfig is the engine's configuration file. The tables of system logs
// need sections of their own to exist, so leaving them out is what keeps them
// away. The caches are those of a machine that does other things too; the
// memory limit covers them.
func serverConfig(memory int64) []byte {
	return fmt.Appendf(nil, `<clickhouse>
    <logger><level>none</level></logger>
    <timezone>UTC</timezone>
    <max_server_memory_usage>%d</max_server_memory_usage>
    <mark_cache_size>%d</mark_cache_size>
    <index_mark_cache_size>67108864</index_mark_cache_size>
    <uncompressed_cache_size>0</uncompressed_cache_size>
    <mmap_cache_size>256</mmap_cache_size>
    <backups><allowed_path>/</allowed_path></backups>
</clickhouse>
`, memory, min(256<<20, memory/8))
}
