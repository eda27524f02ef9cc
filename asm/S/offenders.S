// Functions that break AAPCS64, one rule each, and one that follows Go's rules instead. The checker
// must name each of them.

#include "common.h"

    .text

// One register changed by a leaf.

.macro offender_x symbol, n
    function_start \symbol
    add x\n, x\n, #1                    // xN += 1, and never back
    ret                                 // return
    function_end \symbol
.endm

.macro offender_d symbol, n
    function_start \symbol
    fmov x9, d\n                        // x9 = dN
    add x9, x9, #1                      // x9 += 1
    fmov d\n, x9                        // dN = x9, and never back
    ret                                 // return
    function_end \symbol
.endm

#if !defined(__APPLE__)
    offender_x SYM(fencepost_offender_x18), 18
#endif
    offender_x SYM(fencepost_offender_x19), 19
    offender_x SYM(fencepost_offender_x20), 20
    offender_x SYM(fencepost_offender_x21), 21
    offender_x SYM(fencepost_offender_x22), 22
    offender_x SYM(fencepost_offender_x23), 23
    offender_x SYM(fencepost_offender_x24), 24
    offender_x SYM(fencepost_offender_x25), 25
    offender_x SYM(fencepost_offender_x26), 26
    offender_x SYM(fencepost_offender_x27), 27
    offender_x SYM(fencepost_offender_x28), 28
    offender_x SYM(fencepost_offender_x29), 29
    offender_d SYM(fencepost_offender_d8), 8
    offender_d SYM(fencepost_offender_d9), 9
    offender_d SYM(fencepost_offender_d10), 10
    offender_d SYM(fencepost_offender_d11), 11
    offender_d SYM(fencepost_offender_d12), 12
    offender_d SYM(fencepost_offender_d13), 13
    offender_d SYM(fencepost_offender_d14), 14
    offender_d SYM(fencepost_offender_d15), 15

FUNC(fencepost_offender_sp)
    sub sp, sp, #16                     // sp -= 16, and never back
    ret                                 // return
END(fencepost_offender_sp)

FUNC(fencepost_offender_fpcr)
    msr fpcr, xzr                       // fpcr = 0, whatever it was
    ret                                 // return
END(fencepost_offender_fpcr)

// uint64_t fencepost_crosscall(void (*callback)(void))
//
// From AAPCS64 into code that keeps nothing and back, as a cgo callback does: saves all that must be
// kept, calls, restores, returns 1.
FUNC(fencepost_crosscall)
    ENTER
    mrs x9, fpcr                        // x9 = fpcr
    str x9, [sp, #-16]!                 // push fpcr
    blr x0                              // call callback
    ldr x9, [sp], #16                   // pop fpcr
    msr fpcr, x9                        // fpcr = x9
    mov x0, #1                          // return value
    LEAVE
END(fencepost_crosscall)

// The same, without one of the registers. `skip` is its number, with 100 added for dN; 200 leaves
// sp, 201 leaves FPCR, 202 calls with sp out of line, 203 lies to the unwinder.
.macro keep_x skip, n, at
    .if \skip != \n
    str x\n, [x29, #\at]                // save xN
    .if \skip == 203
    .cfi_offset \n, -(200 - \at)        // the lie: 8 bytes beside it
    .else
    .cfi_offset \n, -(192 - \at)
    .endif
    .endif
.endm
.macro give_x skip, n, at
    .if \skip != \n
    ldr x\n, [sp, #\at]                 // restore xN
    .endif
.endm
.macro keep_d skip, n, at
    .if \skip != (100 + \n)
    str d\n, [x29, #\at]                // save dN
    .endif
.endm
.macro give_d skip, n, at
    .if \skip != (100 + \n)
    ldr d\n, [sp, #\at]                 // restore dN
    .endif
.endm

.macro crosscall_without symbol, skip
    function_start \symbol
    SIGN
    sub sp, sp, #192                    // sp -= 192
    stp x29, x30, [sp]                  // sp[0] = x29; sp[8] = x30
    mov x29, sp                         // x29 = sp
    .cfi_def_cfa 29, 192
    .cfi_offset 29, -192
    .cfi_offset 30, -184
    keep_x \skip, 19, 16
    keep_x \skip, 20, 24
    keep_x \skip, 21, 32
    keep_x \skip, 22, 40
    keep_x \skip, 23, 48
    keep_x \skip, 24, 56
    keep_x \skip, 25, 64
    keep_x \skip, 26, 72
    keep_x \skip, 27, 80
    keep_x \skip, 28, 88
    keep_d \skip, 8, 96
    keep_d \skip, 9, 104
    keep_d \skip, 10, 112
    keep_d \skip, 11, 120
    keep_d \skip, 12, 128
    keep_d \skip, 13, 136
    keep_d \skip, 14, 144
    keep_d \skip, 15, 152
    mrs x9, fpcr                        // x9 = fpcr
    str x9, [sp, #160]                  // save fpcr
    .if \skip == 202
    sub sp, sp, #8                      // sp out of line
    .endif
    blr x0                              // call callback
    .if \skip == 202
    add sp, sp, #8                      // sp in line again
    .endif
    .if \skip == 18
    add x18, x18, #1                    // x18 is what a scratch register would be
    .endif
    .if \skip != 201
    ldr x9, [sp, #160]                  // x9 = saved fpcr
    msr fpcr, x9                        // fpcr = x9
    .endif
    give_x \skip, 19, 16
    give_x \skip, 20, 24
    give_x \skip, 21, 32
    give_x \skip, 22, 40
    give_x \skip, 23, 48
    give_x \skip, 24, 56
    give_x \skip, 25, 64
    give_x \skip, 26, 72
    give_x \skip, 27, 80
    give_x \skip, 28, 88
    give_d \skip, 8, 96
    give_d \skip, 9, 104
    give_d \skip, 10, 112
    give_d \skip, 11, 120
    give_d \skip, 12, 128
    give_d \skip, 13, 136
    give_d \skip, 14, 144
    give_d \skip, 15, 152
    ldr x30, [sp, #8]                   // x30 = sp[8]
    .if \skip != 29
    ldr x29, [sp]                       // x29 = sp[0]
    .endif
    add sp, sp, #192                    // sp += 192
    .cfi_def_cfa 31, 0
    AUTH
    .if \skip == 200
    sub sp, sp, #16                     // sp -= 16, and never back
    .endif
    ret                                 // return
    function_end \symbol
.endm

#if !defined(__APPLE__)
    crosscall_without SYM(fencepost_crosscall_without_x18), 18
#endif
    crosscall_without SYM(fencepost_crosscall_without_x19), 19
    crosscall_without SYM(fencepost_crosscall_without_x20), 20
    crosscall_without SYM(fencepost_crosscall_without_x21), 21
    crosscall_without SYM(fencepost_crosscall_without_x22), 22
    crosscall_without SYM(fencepost_crosscall_without_x23), 23
    crosscall_without SYM(fencepost_crosscall_without_x24), 24
    crosscall_without SYM(fencepost_crosscall_without_x25), 25
    crosscall_without SYM(fencepost_crosscall_without_x26), 26
    crosscall_without SYM(fencepost_crosscall_without_x27), 27
    crosscall_without SYM(fencepost_crosscall_without_x28), 28
    crosscall_without SYM(fencepost_crosscall_without_x29), 29
    crosscall_without SYM(fencepost_crosscall_without_d8), 108
    crosscall_without SYM(fencepost_crosscall_without_d9), 109
    crosscall_without SYM(fencepost_crosscall_without_d10), 110
    crosscall_without SYM(fencepost_crosscall_without_d11), 111
    crosscall_without SYM(fencepost_crosscall_without_d12), 112
    crosscall_without SYM(fencepost_crosscall_without_d13), 113
    crosscall_without SYM(fencepost_crosscall_without_d14), 114
    crosscall_without SYM(fencepost_crosscall_without_d15), 115
    crosscall_without SYM(fencepost_crosscall_without_sp), 200
    crosscall_without SYM(fencepost_crosscall_without_fpcr), 201
    crosscall_without SYM(fencepost_crosscall_misaligned), 202
    crosscall_without SYM(fencepost_crosscall_bad_cfi), 203
    crosscall_without SYM(fencepost_crosscall_one_by_one), 999

// void fencepost_go_rules(void)
//
// Keeps what Go's own convention keeps, which is g (x28) and the frame pointer (x29), never touches
// x18, and destroys the rest.
FUNC(fencepost_go_rules)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27
    mov x\n, #0x60                      // x0-x17, x19-x27 = junk
    .endr
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    movi v\n\().16b, #0x60              // v0-v31 = junk
    .endr
    ret                                 // return
END(fencepost_go_rules)

// void fencepost_keeps_nothing(void)
//
// Destroys every register but sp, x29 (which its callers' frames hang on) and x30, FPCR too.
FUNC(fencepost_keeps_nothing)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,28
    mov x\n, #0xbad                     // x0-x17, x19-x28 = junk
    .endr
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    movi v\n\().16b, #0xbb              // v0-v31 = junk
    .endr
    msr fpcr, xzr                       // fpcr = 0
    ret                                 // return
END(fencepost_keeps_nothing)

// bool fencepost_d1_cas(uint32_t *ptr, uint32_t old, uint32_t new)
//
// A model of a defect: `old` is sign-extended when loaded, the value read is zero-extended by CASAL,
// and the two are compared as 64 bits. With bit 31 set it swaps and returns false. Needs LSE.
FUNC(fencepost_d1_cas)
    .arch_extension lse
    sxtw x9, w1                         // x9 = sign_extend(old)
    mov x3, x9                          // x3 = x9
    casal w3, w2, [x0]                  // atomic { was = *ptr; if was == w3 { *ptr = new }; x3 = was }
    cmp x9, x3                          // flags = x9 - x3, 64 bits wide
    cset w0, eq                         // return eq
    ret
END(fencepost_d1_cas)

FILE_END
