// A function for each thing that a claim about Go's code says.
package main

import "sync/atomic"

//go:noinline
func StoreU64(p *uint64, v uint64) { atomic.StoreUint64(p, v) }

//go:noinline
func StoreU32(p *uint32, v uint32) { atomic.StoreUint32(p, v) }

//go:noinline
func LoadU64(p *uint64) uint64 { return atomic.LoadUint64(p) }

//go:noinline
func AddU64(p *uint64, v uint64) uint64 { return atomic.AddUint64(p, v) }

//go:noinline
func SwapU64(p *uint64, v uint64) uint64 { return atomic.SwapUint64(p, v) }

//go:noinline
func CasU64(p *uint64, old, new uint64) bool { return atomic.CompareAndSwapUint64(p, old, new) }

// Which register holds which argument.

//go:noinline
func Pick1(a, b, c int) int { return a + 1 }

//go:noinline
func Pick2(a, b, c int) int { return b + 1 }

//go:noinline
func Pick3(a, b, c int) int { return c + 1 }

// More integer arguments than there are registers for them.

//go:noinline
func Seventeen(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q int) int {
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l ^ m ^ n ^ o ^ p ^ q
}

// What field tracking is said to speed up.
type Counter struct {
	hits uint64   `go:"track"`
	next *Counter `go:"track"`
}

//go:noinline
func Bump(c *Counter) uint64 { return atomic.AddUint64(&c.hits, 1) }

//go:noinline
func SetHits(c *Counter, v uint64) { c.hits = v }

//go:noinline
func SetNext(c, n *Counter) { c.next = n }

// A frame too large for the short form of the prologue.

//go:noinline
func Big(n int) byte {
	var a [1 << 16]byte
	fill(a[:], n)
	return a[n]
}

//go:noinline
func fill(a []byte, n int) { a[n] = byte(n) }

var word uint64
var half uint32

// The linker's -k writes the tracked fields here.
var tracked string

func main() {
	StoreU64(&word, 1)
	StoreU32(&half, 1)
	c := &Counter{}
	SetNext(c, c)
	SetHits(c, 3)
	println(LoadU64(&word), AddU64(&word, 1), SwapU64(&word, 3), CasU64(&word, 1, 2), Bump(c))
	println(Pick1(1, 2, 3), Pick2(1, 2, 3), Pick3(1, 2, 3), Big(3), tracked)
	println(Seventeen(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))
}
