package main

// RawStore64 jumps to the assembly behind sync/atomic.StoreUint64, which compiled
// calls never reach, so that the linker keeps it.
func RawStore64(p *uint64, v uint64)

func init() { RawStore64(&word, 1) }
