// Jumps to the assembly behind sync/atomic.StoreUint64; see raw_arm64.go.
TEXT ·RawStore64(SB), 4, $0-16
	B sync∕atomic·StoreUint64(SB)
