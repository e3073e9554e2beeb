/* Adam on Rosenbrock's function as a compiled, fused loop, without recording and without looking
 * for runs that end: the floor under any batch on one core. Blocks of 256 runs take all their steps
 * before the next block begins, so that their 12 kB stay in the first cache; `restrict` and no errno
 * let the compiler use vectors; without contraction the numbers are those of NumPy, bit for bit.
 * cc -O3 -march=native -fno-math-errno -ffp-contract=off -shared -fPIC adam.c; called by ctypes. */
#include <math.h>

enum { BLOCK = 256 };

/* rate[t]: the learning rate of step t with both corrections of the moments. */
void run(long runs, long steps, const double *restrict rate, double *restrict x, double *restrict y,
         double *restrict m0, double *restrict m1, double *restrict v0, double *restrict v1) {
    const double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
    for (long begin = 0; begin < runs; begin += BLOCK) {
        const long end = begin + BLOCK < runs ? begin + BLOCK : runs;
        for (long t = 0; t < steps; t++) {
            for (long i = begin; i < end; i++) {
                const double wall = 200 * (y[i] - x[i] * x[i]);
                const double g0 = 2 * (x[i] - 1) - 2 * x[i] * wall, g1 = wall;
                m0[i] += (g0 - m0[i]) * (1 - beta_1);
                m1[i] += (g1 - m1[i]) * (1 - beta_1);
                v0[i] += (g0 * g0 - v0[i]) * (1 - beta_2);
                v1[i] += (g1 * g1 - v1[i]) * (1 - beta_2);
                x[i] -= m0[i] * rate[t] / (sqrt(v0[i]) + epsilon);
                y[i] -= m1[i] * rate[t] / (sqrt(v1[i]) + epsilon);
            }
        }
    }
}
