// Two listings as the article means them. They are not Go's: Go's store is STLR (see go.S), and Go
// stores no register pair for g anywhere. They are here so that what they do can be tested.

#include "common.h"

    .text

// void article_store64(uint64_t *ptr, uint64_t val)
//
// A DSB waits for what came before it. The store after it is ordered with nothing that follows, so
// SB+article-dsb-str+ldar is allowed; as a release it does work: MP+article-dsb-str+addr is never seen.
FUNC(fencepost_article_store64)
    mov x2, x0                          // x2 = ptr
    mov x3, x1                          // x3 = val
    dsb sy                              // wait until all earlier accesses are complete
    str x3, [x2]                        // *ptr = val
    ret                                 // return
END(fencepost_article_store64)

// void article_save_pair(uint64_t pair[2], uint64_t first, uint64_t second)
//
// Two single-copy atomic stores of 8 bytes. Only FEAT_LSE2 makes them one, and never a release:
// MP+stp+ldars is allowed. The registers of the listing are callee-saved in AAPCS64, so they are
// kept here, which the listing does not do.
FUNC(fencepost_article_save_pair)
    SIGN
    stp x29, x30, [sp, #-48]!           // sp -= 48; sp[0] = x29; sp[8] = x30
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    mov x29, sp                         // x29 = sp
    stp x19, x20, [sp, #16]             // save x19, x20
    .cfi_offset 19, -32
    .cfi_offset 20, -24
    str x21, [sp, #32]                  // save x21
    .cfi_offset 21, -16
    mov x21, x0                         // x21 = pair
    mov x19, x1                         // x19 = first
    mov x20, x2                         // x20 = second
    stp x19, x20, [x21, #0]             // pair[0] = first; pair[1] = second
    ldr x21, [sp, #32]                  // restore x21
    .cfi_restore 21
    ldp x19, x20, [sp, #16]             // restore x19, x20
    .cfi_restore 19
    .cfi_restore 20
    ldp x29, x30, [sp], #48             // restore x29, x30; sp += 48
    .cfi_restore 29
    .cfi_restore 30
    .cfi_def_cfa_offset 0
    AUTH
    ret                                 // return
END(fencepost_article_save_pair)

FILE_END
