// The trampoline and the probes of the AAPCS64 checker.

#include "common.h"
#include "abi.h"

    .text

// void fencepost_abi_call(Frame *frame)
//
// Fills every register that a callee must keep with the frame's canaries, calls frame->target with
// the frame's arguments, and writes down what it finds afterwards. Nothing that the callee must
// keep is relied on after the call: the frame is found again through a global.
FUNC(fencepost_abi_call)
    ENTER
    adrp x9, PAGE(fencepost_abi_current)
    add x9, x9, PAGEOFF(fencepost_abi_current) // x9 = &current
    ldr x10, [x9]                       // x10 = current
    str x10, [x0, #FRAME_OUTER]         // frame.outer = current
    str x0, [x9]                        // current = frame
    mov x10, sp                         // x10 = sp
    str x10, [x0, #FRAME_OWN_SP]        // frame.own_sp = sp
    mrs x10, fpcr                       // x10 = fpcr
    str x10, [x0, #FRAME_OWN_FPCR]      // frame.own_fpcr = fpcr
    ldr x10, [x0, #FRAME_FPCR_SET]      // x10 = frame.fpcr_set
    msr fpcr, x10                       // fpcr = x10
    mov x17, x0                         // x17 = frame

    ldr x9, [x17, #FRAME_STACK]         // x9 = frame.stack
    ldr x10, [x17, #FRAME_STACK_LEN]    // x10 = frame.stack_len, a multiple of 16
    sub sp, sp, x10                     // sp -= stack_len
    mov x11, sp                         // x11 = sp
2:  cbz x10, 3f                         // while x10 != 0 {
    ldp x12, x13, [x9], #16             //   x12, x13 = *x9; x9 += 16
    stp x12, x13, [x11], #16            //   *x11 = x12, x13; x11 += 16
    sub x10, x10, #16                   //   x10 -= 16
    b 2b                                // }
3:  mov x10, sp                         // x10 = sp
    str x10, [x17, #FRAME_SP_BEFORE]    // frame.sp_before = sp
    str x29, [x17, #FRAME_CANARY_X+88]  // frame.canary_x29 = x29, a true frame record

    ldp q0, q1, [x17, #FRAME_V]         // v0, v1 = frame.v[0..2]
    ldp q2, q3, [x17, #FRAME_V+32]      // v2, v3 = frame.v[2..4]
    ldp q4, q5, [x17, #FRAME_V+64]      // v4, v5 = frame.v[4..6]
    ldp q6, q7, [x17, #FRAME_V+96]      // v6, v7 = frame.v[6..8]
    ldp d8, d9, [x17, #FRAME_CANARY_D]      // d8, d9 = canaries
    ldp d10, d11, [x17, #FRAME_CANARY_D+16] // d10, d11 = canaries
    ldp d12, d13, [x17, #FRAME_CANARY_D+32] // d12, d13 = canaries
    ldp d14, d15, [x17, #FRAME_CANARY_D+48] // d14, d15 = canaries
#if !defined(__APPLE__)
    str x18, [x17, #FRAME_OWN_X18]      // frame.own_x18 = x18; Linux: a register like any other
    ldr x18, [x17, #FRAME_CANARY_X]     // x18 = canary
#endif
    ldp x19, x20, [x17, #FRAME_CANARY_X+8]  // x19, x20 = canaries
    ldp x21, x22, [x17, #FRAME_CANARY_X+24] // x21, x22 = canaries
    ldp x23, x24, [x17, #FRAME_CANARY_X+40] // x23, x24 = canaries
    ldp x25, x26, [x17, #FRAME_CANARY_X+56] // x25, x26 = canaries
    ldp x27, x28, [x17, #FRAME_CANARY_X+72] // x27, x28 = canaries
    ldr x8, [x17, #FRAME_X8]            // x8 = frame.x8
    ldp x0, x1, [x17, #FRAME_X]         // x0, x1 = frame.x[0..2]
    ldp x2, x3, [x17, #FRAME_X+16]      // x2, x3 = frame.x[2..4]
    ldp x4, x5, [x17, #FRAME_X+32]      // x4, x5 = frame.x[4..6]
    ldp x6, x7, [x17, #FRAME_X+48]      // x6, x7 = frame.x[6..8]
    ldr x16, [x17, #FRAME_TARGET]       // x16 = frame.target
    blr x16                             // call target

    adrp x16, PAGE(fencepost_abi_current)
    add x16, x16, PAGEOFF(fencepost_abi_current) // x16 = &current
    ldr x16, [x16]                      // x16 = frame
    stp x0, x1, [x16, #FRAME_X]         // frame.x[0..2] = x0, x1
    stp x2, x3, [x16, #FRAME_X+16]      // frame.x[2..4] = x2, x3
    stp x4, x5, [x16, #FRAME_X+32]      // frame.x[4..6] = x4, x5
    stp x6, x7, [x16, #FRAME_X+48]      // frame.x[6..8] = x6, x7
    stp q0, q1, [x16, #FRAME_V]         // frame.v[0..2] = v0, v1
    stp q2, q3, [x16, #FRAME_V+32]      // frame.v[2..4] = v2, v3
    stp q4, q5, [x16, #FRAME_V+64]      // frame.v[4..6] = v4, v5
    stp q6, q7, [x16, #FRAME_V+96]      // frame.v[6..8] = v6, v7
#if !defined(__APPLE__)
    str x18, [x16, #FRAME_SEEN_X]       // frame.seen_x18 = x18
    ldr x18, [x16, #FRAME_OWN_X18]      // x18 = frame.own_x18
#endif
    stp x19, x20, [x16, #FRAME_SEEN_X+8]    // frame.seen = x19, x20
    stp x21, x22, [x16, #FRAME_SEEN_X+24]   // frame.seen = x21, x22
    stp x23, x24, [x16, #FRAME_SEEN_X+40]   // frame.seen = x23, x24
    stp x25, x26, [x16, #FRAME_SEEN_X+56]   // frame.seen = x25, x26
    stp x27, x28, [x16, #FRAME_SEEN_X+72]   // frame.seen = x27, x28
    str x29, [x16, #FRAME_SEEN_X+88]        // frame.seen = x29
    stp d8, d9, [x16, #FRAME_SEEN_D]        // frame.seen = d8, d9
    stp d10, d11, [x16, #FRAME_SEEN_D+16]   // frame.seen = d10, d11
    add x17, x16, #FRAME_SEEN_D+32          // x17 = &frame.seen_d[4], out of STP's reach
    stp d12, d13, [x17]                     // frame.seen = d12, d13
    stp d14, d15, [x17, #16]                // frame.seen = d14, d15
    mov x17, sp                         // x17 = sp
    str x17, [x16, #FRAME_SP_AFTER]     // frame.sp_after = sp
    mrs x17, fpcr                       // x17 = fpcr
    str x17, [x16, #FRAME_FPCR_AFTER]   // frame.fpcr_after = fpcr

    ldr x17, [x16, #FRAME_OWN_FPCR]     // x17 = frame.own_fpcr
    msr fpcr, x17                       // fpcr = x17
    ldr x17, [x16, #FRAME_OWN_SP]       // x17 = frame.own_sp
    mov sp, x17                         // sp = x17
    mov x29, x17                        // x29 = x17
    ldr x17, [x16, #FRAME_OUTER]        // x17 = frame.outer
    adrp x16, PAGE(fencepost_abi_current)
    add x16, x16, PAGEOFF(fencepost_abi_current) // x16 = &current
    str x17, [x16]                      // current = frame.outer
    LEAVE
END(fencepost_abi_call)

// void fencepost_abi_entry(...)
//
// To be called as a callback or by C: writes down the arguments as they arrive, sp, and the bytes
// above it, touching no stack; then fills every register that a callee may destroy with junk, so
// that a caller which counts on one of them is found out.
FUNC(fencepost_abi_entry)
    adrp x16, PAGE(fencepost_abi_seen_entry)
    add x16, x16, PAGEOFF(fencepost_abi_seen_entry) // x16 = &entry
    stp x0, x1, [x16, #ENTRY_X]         // entry.x[0..2] = x0, x1
    stp x2, x3, [x16, #ENTRY_X+16]      // entry.x[2..4] = x2, x3
    stp x4, x5, [x16, #ENTRY_X+32]      // entry.x[4..6] = x4, x5
    stp x6, x7, [x16, #ENTRY_X+48]      // entry.x[6..8] = x6, x7
    str x8, [x16, #ENTRY_X+64]          // entry.x[8] = x8
    stp d0, d1, [x16, #ENTRY_V]         // entry.v[0..2] = d0, d1
    stp d2, d3, [x16, #ENTRY_V+16]      // entry.v[2..4] = d2, d3
    stp d4, d5, [x16, #ENTRY_V+32]      // entry.v[4..6] = d4, d5
    stp d6, d7, [x16, #ENTRY_V+48]      // entry.v[6..8] = d6, d7
    mov x17, sp                         // x17 = sp
    str x17, [x16, #ENTRY_SP]           // entry.sp = sp
    ldp x9, x10, [x17]                  // x9, x10 = stack
    stp x9, x10, [x16, #ENTRY_STACK]    // entry.stack[0..2] = x9, x10
    ldp x9, x10, [x17, #16]             // x9, x10 = stack
    stp x9, x10, [x16, #ENTRY_STACK+16] // entry.stack[2..4] = x9, x10
    ldp x9, x10, [x17, #32]             // x9, x10 = stack
    stp x9, x10, [x16, #ENTRY_STACK+32] // entry.stack[4..6] = x9, x10
    ldp x9, x10, [x17, #48]             // x9, x10 = stack
    stp x9, x10, [x16, #ENTRY_STACK+48] // entry.stack[6..8] = x9, x10
    b SYM(fencepost_abi_junk)           // tail call
END(fencepost_abi_entry)

// void fencepost_abi_junk(void)
//
// Destroys everything that AAPCS64 lets a callee destroy, and nothing else: the control of the
// checker, which must find nothing.
FUNC(fencepost_abi_junk)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17
    mov x\n, #0xdead                    // x0-x17 = junk
    .endr
    .irp n, 0,1,2,3,4,5,6,7,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    movi v\n\().16b, #0xaa              // v0-v7, v16-v31 = junk
    .endr
    .irp n, 8,9,10,11,12,13,14,15
    mov v\n\().d[1], x0                 // upper halves of v8-v15 = junk
    .endr
    cmp x0, #1                          // flags = junk
    ret                                 // return
END(fencepost_abi_junk)

// void fencepost_abi_wait(uint32_t state[2])
//
// Says that it runs and waits until a signal handler says that it ran: the body into which a
// signal is delivered.
FUNC(fencepost_abi_wait)
    mov w9, #1                          // w9 = 1
    add x10, x0, #4                     // x10 = &state[1]
    stlr w9, [x0]                       // state[0] = 1; release
2:  ldar w9, [x10]                      // w9 = state[1]; acquire
    cbz w9, 2b                          // while w9 == 0
    ret                                 // return
END(fencepost_abi_wait)

    .data
    .p2align 3
    .globl SYM(fencepost_abi_current)
    HIDDEN SYM(fencepost_abi_current)
SYM(fencepost_abi_current):
    .quad 0

    .globl SYM(fencepost_abi_seen_entry)
SYM(fencepost_abi_seen_entry):
    .space 208

FILE_END
