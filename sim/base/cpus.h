// cpus: the CPUs that this process may use.
#ifndef BASE_CPUS_H
#define BASE_CPUS_H

#include <stdbool.h>

// Their numbers, rising, in an array to be freed; how many, 0 when the system
// does not say.
int cpus_allowed(int **cpus);

// Leaves the process only the first n (>= 1) of them. False: there are not so
// many, or the system does not let us.
bool cpus_use(int n);

#endif
