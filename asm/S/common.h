// What differs between ELF and Mach-O, and between plain and protected builds. One instruction a
// line: `;` separates statements for one assembler and starts a comment for the other.
#pragma once

#if defined(__APPLE__)
#define SYM(name) _##name
#define PAGE(name) _##name@PAGE
#define PAGEOFF(name) _##name@PAGEOFF
#define HIDDEN .private_extern
#else
#define SYM(name) name
#define PAGE(name) name
#define PAGEOFF(name) :lo12:name
#define HIDDEN .hidden
#endif

// FUNC(name) ... END(name): a global function with CFI that starts with a landing pad where the
// build asks for branch target identification.
.macro function_start symbol
    .globl \symbol
    .p2align 2
\symbol:
    .cfi_startproc
#if defined(__ARM_FEATURE_BTI_DEFAULT)
    hint #34                            // BTI C: may be reached by BLR
#endif
.endm

.macro function_end symbol
    .cfi_endproc
#if defined(__ELF__)
    .type \symbol, %function
    .size \symbol, . - \symbol
#endif
.endm

#define FUNC(name) function_start SYM(name)
#define END(name) function_end SYM(name)

// SIGN and AUTH around a frame that holds the return address.
.macro SIGN
#if defined(__ARM_FEATURE_PAC_DEFAULT)
    hint #25                            // PACIASP: x30 = sign(x30, sp)
    .cfi_negate_ra_state
#endif
.endm

.macro AUTH
#if defined(__ARM_FEATURE_PAC_DEFAULT)
    hint #29                            // AUTIASP: x30 = authenticate(x30, sp)
    .cfi_negate_ra_state
#endif
.endm

// A full frame: frame record, x19-x28, d8-d15; 160 bytes. It names the CFA by x29, so that the
// body may move sp.
.macro ENTER
    SIGN
    stp x29, x30, [sp, #-160]!          // sp -= 160; sp[0] = x29; sp[8] = x30
    .cfi_def_cfa_offset 160
    .cfi_offset 29, -160
    .cfi_offset 30, -152
    mov x29, sp                         // x29 = sp
    .cfi_def_cfa 29, 160
    stp x19, x20, [x29, #16]            // save x19, x20
    .cfi_offset 19, -144
    .cfi_offset 20, -136
    stp x21, x22, [x29, #32]            // save x21, x22
    .cfi_offset 21, -128
    .cfi_offset 22, -120
    stp x23, x24, [x29, #48]            // save x23, x24
    .cfi_offset 23, -112
    .cfi_offset 24, -104
    stp x25, x26, [x29, #64]            // save x25, x26
    .cfi_offset 25, -96
    .cfi_offset 26, -88
    stp x27, x28, [x29, #80]            // save x27, x28
    .cfi_offset 27, -80
    .cfi_offset 28, -72
    stp d8, d9, [x29, #96]              // save d8, d9
    .cfi_offset 72, -64
    .cfi_offset 73, -56
    stp d10, d11, [x29, #112]           // save d10, d11
    .cfi_offset 74, -48
    .cfi_offset 75, -40
    stp d12, d13, [x29, #128]           // save d12, d13
    .cfi_offset 76, -32
    .cfi_offset 77, -24
    stp d14, d15, [x29, #144]           // save d14, d15
    .cfi_offset 78, -16
    .cfi_offset 79, -8
.endm

// The end of a function that began with ENTER; sp must be x29.
.macro LEAVE
    ldp d14, d15, [sp, #144]            // restore d14, d15
    .cfi_restore 78
    .cfi_restore 79
    ldp d12, d13, [sp, #128]            // restore d12, d13
    .cfi_restore 76
    .cfi_restore 77
    ldp d10, d11, [sp, #112]            // restore d10, d11
    .cfi_restore 74
    .cfi_restore 75
    ldp d8, d9, [sp, #96]               // restore d8, d9
    .cfi_restore 72
    .cfi_restore 73
    ldp x27, x28, [sp, #80]             // restore x27, x28
    .cfi_restore 27
    .cfi_restore 28
    ldp x25, x26, [sp, #64]             // restore x25, x26
    .cfi_restore 25
    .cfi_restore 26
    ldp x23, x24, [sp, #48]             // restore x23, x24
    .cfi_restore 23
    .cfi_restore 24
    ldp x21, x22, [sp, #32]             // restore x21, x22
    .cfi_restore 21
    .cfi_restore 22
    ldp x19, x20, [sp, #16]             // restore x19, x20
    .cfi_restore 19
    .cfi_restore 20
    .cfi_def_cfa 31, 160
    ldp x29, x30, [sp], #160            // x29 = sp[0]; x30 = sp[8]; sp += 160
    .cfi_restore 29
    .cfi_restore 30
    .cfi_def_cfa_offset 0
    AUTH
    ret                                 // return
.endm

// At the end of every file: no executable stack, and what the code was built for.
.macro FILE_END
#if defined(__ELF__)
    .section .note.GNU-stack, "", %progbits
#if defined(__ARM_FEATURE_BTI_DEFAULT)
    .section .note.gnu.property, "a"
    .p2align 3
    .long 4
    .long 16
    .long 5
    .asciz "GNU"
    .long 0xc0000000                    // GNU_PROPERTY_AARCH64_FEATURE_1_AND
    .long 4
#if defined(__ARM_FEATURE_PAC_DEFAULT)
    .long 3                             // BTI, PAC
#else
    .long 1                             // BTI
#endif
    .long 0
#endif
#else
    .subsections_via_symbols
#endif
.endm
