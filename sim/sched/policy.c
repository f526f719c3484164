#include "sched/policy.h"

#include <string.h>

#include "base/check.h"

const struct policy *const policies[] = {
#define POLICY(name) &policy_##name,
#include "sched/policies.def"
#undef POLICY
};
const size_t npolicies = sizeof policies / sizeof policies[0];

const struct policy *policy_find(const char *name)
{
    CHECK(name != NULL);
    for (size_t i = 0; i < npolicies; i++)
        if (strcmp(policies[i]->name, name) == 0)
            return policies[i];
    return NULL;
}
