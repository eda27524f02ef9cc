// C11 atomics as this compiler makes them, to stand beside Rust's and the hand-written ones.

#include <stdatomic.h>
#include <stdint.h>

#define LOAD(order, bits)                                                             \
    uint##bits##_t fencepost_c_load_##order##_##bits(_Atomic uint##bits##_t *p) {     \
        return atomic_load_explicit(p, memory_order_##order);                         \
    }
#define STORE(order, bits)                                                                \
    void fencepost_c_store_##order##_##bits(_Atomic uint##bits##_t *p, uint##bits##_t v) { \
        atomic_store_explicit(p, v, memory_order_##order);                                \
    }
#define ADD(order, bits)                                                                           \
    uint##bits##_t fencepost_c_add_##order##_##bits(_Atomic uint##bits##_t *p, uint##bits##_t v) { \
        return atomic_fetch_add_explicit(p, v, memory_order_##order);                              \
    }
#define WIDTH(bits)                                                 \
    LOAD(relaxed, bits) LOAD(acquire, bits) LOAD(seq_cst, bits)     \
    STORE(relaxed, bits) STORE(release, bits) STORE(seq_cst, bits)  \
    ADD(relaxed, bits) ADD(acquire, bits) ADD(release, bits) ADD(acq_rel, bits) ADD(seq_cst, bits)

WIDTH(8)
WIDTH(16)
WIDTH(32)
WIDTH(64)
