// Go's runtime atomics, in the shape that Go's assembly has, called through AAPCS64: the test of
// one byte, the single instruction, and behind it the exclusive loop for cores without LSE. Go takes
// arguments from the stack and returns on it; here they come in registers. Nothing else differs.
//
// Written from the table of operations; there is no barrier in any of them, as there is none in
// Go's.

#include "common.h"

    .arch_extension lse
    .text

// Loads are LDAR and stores STLR on every core: no choice to make.
.macro go_load symbol, insn, reg
    function_start \symbol
    \insn \reg\()0, [x0]               // val = *ptr; acquire
    ret                                 // return val
    function_end \symbol
.endm
.macro go_store symbol, insn, reg
    function_start \symbol
    \insn \reg\()1, [x0]               // *ptr = val; release
    ret                                 // return
    function_end \symbol
.endm

    go_load SYM(fencepost_go_load8), ldarb, w
    go_load SYM(fencepost_go_load), ldar, w
    go_load SYM(fencepost_go_load64), ldar, x
    go_store SYM(fencepost_go_store8), stlrb, w
    go_store SYM(fencepost_go_store), stlr, w
    go_store SYM(fencepost_go_store64), stlr, x

// x9 = has_atomics; to 5f if it is 0.
.macro unless_atomics
    adrp x9, PAGE(fencepost_go_has_atomics)
    add x9, x9, PAGEOFF(fencepost_go_has_atomics) // x9 = &has_atomics
    ldrb w9, [x9]                       // w9 = has_atomics
    cbz w9, 5f                          // if w9 == 0 { goto loop }
.endm

// val swap(ptr, val)
.macro go_xchg symbol, swpal, ldaxr, stlxr, reg
    function_start \symbol
    unless_atomics
    \swpal \reg\()1, \reg\()0, [x0]    // atomic { old = *ptr; *ptr = val }
    ret                                 // return old
5:  \ldaxr \reg\()2, [x0]              // old = *ptr; EXCLUSIVE = ptr; acquire
    \stlxr w3, \reg\()1, [x0]          // if EXCLUSIVE == ptr { *ptr = val; w3 = 0 }; release
    cbnz w3, 5b                         // if w3 != 0 { goto loop }
    mov \reg\()0, \reg\()2              // old
    ret                                 // return old
    function_end \symbol
.endm

    go_xchg SYM(fencepost_go_xchg8), swpalb, ldaxrb, stlxrb, w
    go_xchg SYM(fencepost_go_xchg), swpal, ldaxr, stlxr, w
    go_xchg SYM(fencepost_go_xchg64), swpal, ldaxr, stlxr, x

// bool cas(ptr, old, new); the comparison is as wide as the access
.macro go_cas symbol, reg
    function_start \symbol
    unless_atomics
    mov \reg\()3, \reg\()1              // was = old
    casal \reg\()3, \reg\()2, [x0]      // atomic { was = *ptr; if was == old { *ptr = new } }
    cmp \reg\()1, \reg\()3              // flags = old - was
    cset w0, eq                         // eq
    ret                                 // return eq
5:  ldaxr \reg\()3, [x0]                // was = *ptr; EXCLUSIVE = ptr; acquire
    cmp \reg\()3, \reg\()1              // flags = was - old
    b.ne 6f                             // if was != old { goto done }
    stlxr w4, \reg\()2, [x0]            // if EXCLUSIVE == ptr { *ptr = new; w4 = 0 }; release
    cbnz w4, 5b                         // if w4 != 0 { goto loop }
6:  cset w0, eq                         // eq
    ret                                 // return eq
    function_end \symbol
.endm

    go_cas SYM(fencepost_go_cas), w
    go_cas SYM(fencepost_go_cas64), x

// new xadd(ptr, delta)
.macro go_xadd symbol, reg
    function_start \symbol
    unless_atomics
    ldaddal \reg\()1, \reg\()2, [x0]    // atomic { old = *ptr; *ptr = old + delta }
    add \reg\()0, \reg\()1, \reg\()2    // new = old + delta
    ret                                 // return new
5:  ldaxr \reg\()2, [x0]                // old = *ptr; EXCLUSIVE = ptr; acquire
    add \reg\()2, \reg\()2, \reg\()1    // new = old + delta
    stlxr w3, \reg\()2, [x0]            // if EXCLUSIVE == ptr { *ptr = new; w3 = 0 }; release
    cbnz w3, 5b                         // if w3 != 0 { goto loop }
    mov \reg\()0, \reg\()2              // new
    ret                                 // return new
    function_end \symbol
.endm

    go_xadd SYM(fencepost_go_xadd), w
    go_xadd SYM(fencepost_go_xadd64), x

// old and(ptr, val), old or(ptr, val); the 8-bit forms' callers drop the result
.macro go_and symbol, ldclral, ldaxr, stlxr, reg
    function_start \symbol
    unless_atomics
    mvn \reg\()2, \reg\()1              // clear = !val
    \ldclral \reg\()2, \reg\()0, [x0]  // atomic { old = *ptr; *ptr = old & !clear }
    ret                                 // return old
5:  \ldaxr \reg\()2, [x0]              // old = *ptr; EXCLUSIVE = ptr; acquire
    and \reg\()3, \reg\()2, \reg\()1    // new = old & val
    \stlxr w4, \reg\()3, [x0]          // if EXCLUSIVE == ptr { *ptr = new; w4 = 0 }; release
    cbnz w4, 5b                         // if w4 != 0 { goto loop }
    mov \reg\()0, \reg\()2              // old
    ret                                 // return old
    function_end \symbol
.endm
.macro go_or symbol, ldsetal, ldaxr, stlxr, reg
    function_start \symbol
    unless_atomics
    \ldsetal \reg\()1, \reg\()0, [x0]  // atomic { old = *ptr; *ptr = old | val }
    ret                                 // return old
5:  \ldaxr \reg\()2, [x0]              // old = *ptr; EXCLUSIVE = ptr; acquire
    orr \reg\()3, \reg\()2, \reg\()1    // new = old | val
    \stlxr w4, \reg\()3, [x0]          // if EXCLUSIVE == ptr { *ptr = new; w4 = 0 }; release
    cbnz w4, 5b                         // if w4 != 0 { goto loop }
    mov \reg\()0, \reg\()2              // old
    ret                                 // return old
    function_end \symbol
.endm

    go_and SYM(fencepost_go_and8), ldclralb, ldaxrb, stlxrb, w
    go_and SYM(fencepost_go_and32), ldclral, ldaxr, stlxr, w
    go_and SYM(fencepost_go_and64), ldclral, ldaxr, stlxr, x
    go_or SYM(fencepost_go_or8), ldsetalb, ldaxrb, stlxrb, w
    go_or SYM(fencepost_go_or32), ldsetal, ldaxr, stlxr, w
    go_or SYM(fencepost_go_or64), ldsetal, ldaxr, stlxr, x

// bool cas128(ptr, old_lo, old_hi, new_lo, new_hi); on a mismatch the loop leaves without a store,
// so what it read need not have been there as a whole, and it says no more than "not equal".
FUNC(fencepost_go_cas128)
    mov x6, x1                          // was_lo = old_lo; CASP wants an even pair
    mov x7, x2                          // was_hi = old_hi
    mov x10, x3                         // x10 = new_lo
    mov x11, x4                         // x11 = new_hi
    unless_atomics
    caspal x6, x7, x10, x11, [x0]       // atomic { was = *ptr; if was == old { *ptr = new } }
    cmp x6, x1                          // flags = was_lo - old_lo
    ccmp x7, x2, #0, eq                 // if eq { flags = was_hi - old_hi }
    cset w0, eq                         // eq
    ret                                 // return eq
5:  ldaxp x6, x7, [x0]                  // was = *ptr; EXCLUSIVE = ptr; acquire
    cmp x6, x1                          // flags = was_lo - old_lo
    ccmp x7, x2, #0, eq                 // if eq { flags = was_hi - old_hi }
    b.ne 6f                             // if was != old { goto done }
    stlxp w5, x10, x11, [x0]            // if EXCLUSIVE == ptr { *ptr = new; w5 = 0 }; release
    cbnz w5, 5b                         // if w5 != 0 { goto loop }
6:  cset w0, eq                         // eq
    ret                                 // return eq
END(fencepost_go_cas128)

// void publicationBarrier(void): the stores that made an object come before the store that
// publishes it. The reader needs an address dependency.
FUNC(fencepost_go_publication_barrier)
    dmb st                              // order stores before stores
    ret                                 // return
END(fencepost_go_publication_barrier)

// void save_g(G *slot, g, m), {g, m} load_g(slot): a register pair to a thread's slot and back, with
// no order and no claim that the pair is stored as a whole.
FUNC(fencepost_go_save_g)
    stp x1, x2, [x0]                    // slot[0] = g; slot[1] = m
    ret                                 // return
END(fencepost_go_save_g)

FUNC(fencepost_go_load_g)
    ldp x0, x1, [x0]                    // g = slot[0]; m = slot[1]
    ret                                 // return g, m
END(fencepost_go_load_g)

// The buffered write barrier's entry, by its own protocol and not AAPCS64: x25 = bytes wanted, in
// and x25 = room for them, out; x28 = g, whose first word is the buffer. Everything is kept but
// x25, x27, x30, the flags and the vector registers.
#define BUF_NEXT 0
#define BUF_END 8
#define BUF_FLUSH 16
FUNC(fencepost_go_gc_write_barrier)
    SIGN
    sub sp, sp, #256                    // sp -= 256
    .cfi_def_cfa_offset 256
    stp x29, x30, [sp]                  // sp[0] = x29; sp[8] = x30
    .cfi_offset 29, -256
    .cfi_offset 30, -248
    mov x29, sp                         // x29 = sp
    stp x0, x1, [sp, #16]               // save x0, x1
2:  ldr x0, [x28]                       // x0 = g.buf
    ldr x1, [x0, #BUF_NEXT]             // x1 = buf.next
    ldr x27, [x0, #BUF_END]             // x27 = buf.end
    add x1, x1, x25                     // x1 += bytes
    cmp x1, x27                         // flags = x1 - end
    b.hi 3f                             // if x1 > end { goto flush }
    str x1, [x0, #BUF_NEXT]             // buf.next = x1
    sub x25, x1, x25                    // x25 = room
    ldp x0, x1, [sp, #16]               // restore x0, x1
    ldp x29, x30, [sp]                  // restore x29, x30
    add sp, sp, #256                    // sp += 256
    .cfi_remember_state
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    AUTH
    ret                                 // return
    .cfi_restore_state
3:  stp x2, x3, [sp, #32]               // save x2, x3
    stp x4, x5, [sp, #48]               // save x4, x5
    stp x6, x7, [sp, #64]               // save x6, x7
    stp x8, x9, [sp, #80]               // save x8, x9
    stp x10, x11, [sp, #96]             // save x10, x11
    stp x12, x13, [sp, #112]            // save x12, x13
    stp x14, x15, [sp, #128]            // save x14, x15
    stp x16, x17, [sp, #144]            // save x16, x17
    stp x19, x20, [sp, #160]            // save x19, x20; the flush may be code that keeps nothing
    stp x21, x22, [sp, #176]            // save x21, x22
    stp x23, x24, [sp, #192]            // save x23, x24
    stp x25, x26, [sp, #208]            // save x25, x26
    str x28, [sp, #224]                 // save x28
    ldr x1, [x0, #BUF_FLUSH]            // x1 = buf.flush
    blr x1                              // flush(buf)
    ldr x28, [sp, #224]                 // restore x28
    ldp x25, x26, [sp, #208]            // restore x25, x26
    ldp x23, x24, [sp, #192]            // restore x23, x24
    ldp x21, x22, [sp, #176]            // restore x21, x22
    ldp x19, x20, [sp, #160]            // restore x19, x20
    ldp x16, x17, [sp, #144]            // restore x16, x17
    ldp x14, x15, [sp, #128]            // restore x14, x15
    ldp x12, x13, [sp, #112]            // restore x12, x13
    ldp x10, x11, [sp, #96]             // restore x10, x11
    ldp x8, x9, [sp, #80]               // restore x8, x9
    ldp x6, x7, [sp, #64]               // restore x6, x7
    ldp x4, x5, [sp, #48]               // restore x4, x5
    ldp x2, x3, [sp, #32]               // restore x2, x3
    b 2b                                // try again
END(fencepost_go_gc_write_barrier)

// uint64_t *wb_reserve(G *g, size_t words): the same, called through AAPCS64.
FUNC(fencepost_go_wb_reserve)
    ENTER
    mov x28, x0                         // x28 = g
    lsl x25, x1, #3                     // x25 = words * 8
    bl SYM(fencepost_go_gc_write_barrier) // x25 = room
    mov x0, x25                         // return value
    LEAVE
END(fencepost_go_wb_reserve)

// void gc_write_barrier_probe(G *g, uint64_t regs[32], size_t words): calls the barrier with every
// register that it must keep full of regs[n], and writes back what it left.
FUNC(fencepost_go_gc_write_barrier_probe)
    ENTER
    stp x0, x1, [sp, #-16]!             // push g, regs
    mov x28, x0                         // x28 = g
    lsl x25, x2, #3                     // x25 = words * 8
    mov x27, x1                         // x27 = regs
    ldp x0, x1, [x27]                   // x0, x1 = regs
    ldp x2, x3, [x27, #16]              // x2, x3 = regs
    ldp x4, x5, [x27, #32]              // x4, x5 = regs
    ldp x6, x7, [x27, #48]              // x6, x7 = regs
    ldp x8, x9, [x27, #64]              // x8, x9 = regs
    ldp x10, x11, [x27, #80]            // x10, x11 = regs
    ldp x12, x13, [x27, #96]            // x12, x13 = regs
    ldp x14, x15, [x27, #112]           // x14, x15 = regs
    ldp x16, x17, [x27, #128]           // x16, x17 = regs
    ldp x19, x20, [x27, #152]           // x19, x20 = regs
    ldp x21, x22, [x27, #168]           // x21, x22 = regs
    ldp x23, x24, [x27, #184]           // x23, x24 = regs
    ldr x26, [x27, #208]                // x26 = regs
    bl SYM(fencepost_go_gc_write_barrier) // x25 = room
    ldr x27, [sp, #8]                   // x27 = regs
    stp x0, x1, [x27]                   // regs = x0, x1
    stp x2, x3, [x27, #16]              // regs = x2, x3
    stp x4, x5, [x27, #32]              // regs = x4, x5
    stp x6, x7, [x27, #48]              // regs = x6, x7
    stp x8, x9, [x27, #64]              // regs = x8, x9
    stp x10, x11, [x27, #80]            // regs = x10, x11
    stp x12, x13, [x27, #96]            // regs = x12, x13
    stp x14, x15, [x27, #112]           // regs = x14, x15
    stp x16, x17, [x27, #128]           // regs = x16, x17
    stp x19, x20, [x27, #152]           // regs = x19, x20
    stp x21, x22, [x27, #168]           // regs = x21, x22
    stp x23, x24, [x27, #184]           // regs = x23, x24
    stp x25, x26, [x27, #200]           // regs = x25 (room), x26
    str x28, [x27, #224]                // regs = x28
    ldp x0, x1, [sp], #16               // pop g, regs
    LEAVE
END(fencepost_go_gc_write_barrier_probe)

    .data
    .globl SYM(fencepost_go_has_atomics)
SYM(fencepost_go_has_atomics):
    .byte 0

FILE_END
