#include "trace/detail.h"

#include <string.h>

#include "base/check.h"

static const char *const detail_text[EV_COUNT] = {
#define EVENT(e, name, detail, meaning) [EV_##e] = detail,
#include "trace/events.def"
#undef EVENT
};

// Reads "key={sa}" at s into f. Returns the place after it.
static const char *parse_field(const char *s, struct detail_field *f)
{
    const char *eq = strchr(s, '=');

    CHECK(eq != NULL && eq > s && eq - s < 32 && eq[1] == '{');
    f->key = s;
    f->key_len = (uint8_t)(eq - s);
    s = eq + 2;
    f->kind = DETAIL_NUMBER;
    if (s[1] != '}') {
        CHECK(*s == 's' || *s == 'r' || *s == 'w');
        f->kind = *s == 's'   ? DETAIL_STRING
                  : *s == 'r' ? DETAIL_RULE
                              : DETAIL_WAIT;
        s++;
    }
    CHECK(*s >= 'a' && *s <= 'c' && s[1] == '}');
    f->slot = (uint8_t)(*s - 'a');
    return s + 2;
}

void detail_formats(struct detail_format out[EV_COUNT])
{
    for (int e = 0; e < EV_COUNT; e++) {
        struct detail_format *d = &out[e];
        const char *s = detail_text[e];

        CHECK(s != NULL);
        d->n = 0;
        while (*s != '\0') {
            CHECK(d->n < DETAIL_FIELDS_MAX);
            s = parse_field(s, &d->field[d->n]);
            d->field[d->n].if_steal = e == EV_GO_START && d->n > 0;
            d->n++;
            CHECK(*s == '\0' || *s == ' ');
            if (*s == ' ')
                s++;
        }
    }
}

bool detail_rule_steals(int64_t rule)
{
    return rule == RULE_STEAL || rule == RULE_STEAL_RUNNEXT;
}

size_t detail_escape(char *out, const char *s, size_t n, bool spaces)
{
    static const char hex[] = "0123456789ABCDEF";
    char *o = out;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        bool plain = c > 0x20 && c != '%' && c != 0x7f;

        if (spaces ? plain || c == ' ' : plain && c != '=') {
            *o++ = s[i];
            continue;
        }
        *o++ = '%';
        *o++ = hex[c >> 4];
        *o++ = hex[c & 15];
    }
    return (size_t)(o - out);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

ptrdiff_t detail_unescape(char *s, size_t n)
{
    char *o = s;

    for (size_t i = 0; i < n; i++) {
        int hi, lo;

        if (s[i] != '%') {
            *o++ = s[i];
            continue;
        }
        if (n - i < 3)
            return -1;
        hi = hex_digit(s[i + 1]);
        lo = hex_digit(s[i + 2]);
        if (hi < 0 || lo < 0 || (hi == 0 && lo == 0))
            return -1;
        *o++ = (char)(hi << 4 | lo);
        i += 2;
    }
    return o - s;
}
