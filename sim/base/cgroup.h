// cgroup: the CPU limit of this process's control group, as Go 1.25 finds it.
#ifndef BASE_CGROUP_H
#define BASE_CGROUP_H

// CPU time in each period of real time, both in us; quota 0: no limit.
struct cgroup_limit {
    long long quota, period;
};

// The smallest quota of the process's group and of those above it; none where
// none can be found. Version 1 (cpu.cfs_quota_us) counts where the cpu
// controller is mounted so, else version 2 (cpu.max). root: "" for the system's
// /proc and the mount points that it names, or a directory that holds another
// system's.
struct cgroup_limit cgroup_limit(const char *root);

// The same in CPUs, rounded up; INT_MAX without a limit.
int cgroup_cpus(const char *root);

#endif
