// ncgroup: the CPU limit of this process's control group, as Go 1.25 finds it.
#ifndef NATIVE_NCGROUP_H
#define NATIVE_NCGROUP_H

// The smallest quota of the process's group and of those above it, in CPUs
// rounded up; INT_MAX without a limit, or where none can be found. Version 1
// (cpu.cfs_quota_us) counts where the cpu controller is mounted so, else
// version 2 (cpu.max). root: "" for the system's /proc and the mount points
// that it names, or a directory that holds another system's.
int ncgroup_cpus(const char *root);

#endif
