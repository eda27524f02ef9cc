// Functions whose arguments and results go everywhere that AAPCS64 and Darwin's variant of it can
// put them. What this compiler does with them is what the checker's tables are compared with.

#include <stdarg.h>
#include <stdint.h>

struct big {
    int64_t v[4];
};

struct hfa {
    double v[4];
};

// What the last call received.
int64_t fencepost_c_ints_seen[12];
double fencepost_c_doubles_seen[11];

void fencepost_c_ints(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g,
                      int64_t h, signed char i, short j, int k, int64_t l) {
    int64_t all[12] = {a, b, c, d, e, f, g, h, i, j, k, l};
    for (int n = 0; n < 12; n++) fencepost_c_ints_seen[n] = all[n];
}

void fencepost_c_doubles(double a, double b, double c, double d, double e, double f, double g,
                         double h, float i, float j, double k) {
    double all[11] = {a, b, c, d, e, f, g, h, i, j, k};
    for (int n = 0; n < 11; n++) fencepost_c_doubles_seen[n] = all[n];
}

// `n` numbers after `n`; also fencepost_c_ints_seen.
void fencepost_c_variadic(int n, ...) {
    va_list list;
    va_start(list, n);
    for (int i = 0; i < n && i < 12; i++) fencepost_c_ints_seen[i] = va_arg(list, int64_t);
    va_end(list);
}

// Larger than 16 bytes: through x8.
struct big fencepost_c_big(int64_t a) {
    struct big r = {{a, a + 1, a + 2, a + 3}};
    return r;
}

// Four doubles: in v0 to v3.
struct hfa fencepost_c_hfa(double a) {
    struct hfa r = {{a, a + 1, a + 2, a + 3}};
    return r;
}

// The other way round: C calls, `entry` writes down where things are.
typedef void ints(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t,
                  signed char, short, int, int64_t);
typedef void doubles(double, double, double, double, double, double, double, double, float, float,
                     double);
typedef void variadic(int, ...);
typedef struct big big(int64_t);

void fencepost_c_call_ints(void (*entry)(void)) {
    ((ints *)entry)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
}

void fencepost_c_call_doubles(void (*entry)(void)) {
    ((doubles *)entry)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

void fencepost_c_call_variadic(void (*entry)(void)) {
    ((variadic *)entry)(3, (int64_t)1, (int64_t)2, (int64_t)3);
}

// Returns where it asked for the result to be put.
struct big *fencepost_c_call_big(void (*entry)(void)) {
    static struct big result;
    result = ((big *)entry)(77);
    return &result;
}
