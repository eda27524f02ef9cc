// Offsets in fencepost_asm::abi::Frame, asserted there.
#pragma once

#define FRAME_TARGET 0
#define FRAME_STACK 8
#define FRAME_STACK_LEN 16
#define FRAME_X8 24
#define FRAME_X 32
#define FRAME_V 96
#define FRAME_CANARY_X 224
#define FRAME_CANARY_D 320
#define FRAME_SEEN_X 384
#define FRAME_SEEN_D 480
#define FRAME_SP_BEFORE 544
#define FRAME_SP_AFTER 552
#define FRAME_FPCR_SET 560
#define FRAME_FPCR_AFTER 568
#define FRAME_OWN_SP 576
#define FRAME_OWN_FPCR 584
#define FRAME_OWN_X18 592
#define FRAME_OUTER 600

// Offsets in fencepost_asm::abi::Entry, asserted there.
#define ENTRY_X 0
#define ENTRY_V 72
#define ENTRY_SP 136
#define ENTRY_STACK 144
