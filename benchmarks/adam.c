/* The fused loop that no NumPy program can beat: Adam on Rosenbrock, all runs step by step.
 * cc -O3 -march=native -shared -fPIC adam.c -lm; called through ctypes. */
#include <math.h>

void run(long runs, long steps, double *x, double *y, double *m0, double *m1, double *v0,
         double *v1, double rate) {
    const double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
    for (long t = 1; t <= steps; t++) {
        const double step = rate * sqrt(1 - pow(beta_2, t)) / (1 - pow(beta_1, t));
        for (long i = 0; i < runs; i++) {
            const double wall = 200 * (y[i] - x[i] * x[i]);
            const double g0 = 2 * (x[i] - 1) - 2 * x[i] * wall, g1 = wall;
            m0[i] += (g0 - m0[i]) * (1 - beta_1);
            m1[i] += (g1 - m1[i]) * (1 - beta_1);
            v0[i] += (g0 * g0 - v0[i]) * (1 - beta_2);
            v1[i] += (g1 * g1 - v1[i]) * (1 - beta_2);
            x[i] -= m0[i] * step / (sqrt(v0[i]) + epsilon);
            y[i] -= m1[i] * step / (sqrt(v1[i]) + epsilon);
        }
    }
}
