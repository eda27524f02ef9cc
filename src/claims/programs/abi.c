// What two C conventions for AArch64 have in common, and what not. No headers, so
// that a compiler without the target's libraries can compile it.

typedef __SIZE_TYPE__ size_type;

const unsigned char fencepost_types[] = {
    sizeof(size_type),
    _Generic((size_type)0, unsigned long: 1, default: 0),
    (char)-1 < 0,
    sizeof(long double),
};

double fencepost_named(double a, double b, double c, double d, double e, double f, double g, double h, double i)
{
    return a + b + c + d + e + f + g + h + i;
}

double fencepost_sum(int count, ...);

double fencepost_variadic(double a)
{
    return fencepost_sum(1, a) + 1;
}
