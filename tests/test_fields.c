// fields: the tables say what the structs hold; values are read strictly.
#include "model/fields.h"

#include <string.h>

#include "model/model.h"

#include "testing.h"

static const struct model_kind *const kinds[] = {
    &model_kind_sched, &model_kind_cost, &model_kind_os};

static const struct model_field *field(const struct model_kind *k,
                                       const char *name)
{
    for (size_t i = 0; i < k->nfield; i++)
        if (strcmp(k->field[i].name, name) == 0)
            return &k->field[i];
    fail_msg("no field %s", name);
    return NULL;
}

TEST(every_field_has_a_meaning_a_range_and_a_place_of_its_own)
{
    for (size_t k = 0; k < 3; k++) {
        size_t end = 2 * sizeof(char *);
        for (size_t i = 0; i < kinds[k]->nfield; i++) {
            const struct model_field *f = &kinds[k]->field[i];
            int64_t min, max;
            model_field_range(f, &min, &max);
            assert_true(min >= 0 && min < max);
            assert_true(strlen(f->meaning) > 3);
            assert_int_equal(f->offset, end);
            end += f->count * sizeof(int64_t);
        }
        assert_int_equal(end, kinds[k]->size);
    }
}

TEST(the_unit_is_the_end_of_the_name)
{
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < kinds[k]->nfield; i++) {
            const struct model_field *f = &kinds[k]->field[i];
            const char *unit = strrchr(f->name, '_');
            bool in_ns = unit != NULL && strcmp(unit, "_ns") == 0;
            assert_int_equal(in_ns, strcmp(f->unit, "ns") == 0);
        }
}

TEST(only_plain_decimal_numbers_are_read)
{
    static const struct {
        const char *text;
        int64_t value; // -1: refused
    } cases[] = {
        {"10000", 10000},
        {"10_000", 10000},
        {"1_0_0_0_0", 10000},
        {"10ms", -1},
        {"1e4", -1},
        {"010000", -1},
        {"0x2710", -1},
        {"-10000", -1},
        {"+10000", -1},
        {" 10000", -1},
        {"10000 ", -1},
        {"10000.0", -1},
        {"", -1},
        {"_1000", -1},
        {"1000_", -1},
        {"10__000", -1},
        {"~", -1},
        {"true", -1},
        {"1\xd9\xa0", -1},
        {"99999999999999999999999999", -1},
    };
    const struct model_field *f = field(&model_kind_sched, "timeslice_ns");

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value = -1;
        bool good = model_field_parse(f, cases[i].text, &value);
        assert_int_equal(value, cases[i].value);
        assert_int_equal(good, cases[i].value >= 0);
    }
}

TEST(ranges_end_where_they_say)
{
    static const struct {
        const struct model_kind *kind;
        const char *name, *text;
        bool good;
    } cases[] = {
        {&model_kind_sched, "runnext", "0", true},
        {&model_kind_sched, "runnext", "1", true},
        {&model_kind_sched, "runnext", "2", false},
        {&model_kind_sched, "go_minor", "99", true},
        {&model_kind_sched, "go_minor", "100", false},
        {&model_kind_sched, "go_minor", "0", true},
        {&model_kind_sched, "goid_batch", "0", false},
        {&model_kind_sched, "poll_granularity_ns", "0", false},
        {&model_kind_sched, "poll_granularity_ns", "1", true},
        {&model_kind_sched, "timeslice_ns", "999", false},
        {&model_kind_sched, "timeslice_ns", "1000", true},
        {&model_kind_sched, "timeslice_ns", "3600000000000", true},
        {&model_kind_sched, "timeslice_ns", "3600000000001", false},
        {&model_kind_cost, "reference_mhz", "0", false},
        {&model_kind_cost, "reference_mhz", "1", true},
        {&model_kind_cost, "alu_ps", "0", true},
        {&model_kind_cost, "alu_ps", "1000000001", false},
        {&model_kind_cost, "atomic_ns_x100", "0", false},
        {&model_kind_os, "slice_ns", "999", false},
        {&model_kind_os, "wake_ns", "0", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value;
        const struct model_field *f = field(cases[i].kind, cases[i].name);
        if (model_field_parse(f, cases[i].text, &value) != cases[i].good)
            fail_msg("%s: %s", cases[i].name, cases[i].text);
    }
}

TEST(a_field_is_found_in_its_struct)
{
    struct cost_model m = {.alu_ps = 7, .atomic_ns_x100 = {1, 2, 3}};

    assert_int_equal(*model_field_at(field(&model_kind_cost, "alu_ps"), &m, 0),
                     7);
    assert_int_equal(
        *model_field_at(field(&model_kind_cost, "atomic_ns_x100"), &m, 2), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(every_field_has_a_meaning_a_range_and_a_place_of_its_own),
        RUN(the_unit_is_the_end_of_the_name),
        RUN(only_plain_decimal_numbers_are_read),
        RUN(ranges_end_where_they_say),
        RUN(a_field_is_found_in_its_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
