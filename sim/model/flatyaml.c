#include "model/flatyaml.h"

#include <cyaml/cyaml.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum { MESSAGE_MAX = 256 };

// What libcyaml said last while it loaded.
struct complaint {
    cyaml_err_t code;
    char text[MESSAGE_MAX]; // of the first message, without its "Load: "
    bool second_document;   // a warning only, for libcyaml
};

static void *allocate(void *ctx, void *ptr, size_t size)
{
    (void)ctx;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return xrealloc(ptr, size);
}

// The first error is the cause; the messages after it are a backtrace.
__attribute__((format(printf, 3, 0))) static void
listen_to(cyaml_log_t level, void *ctx, const char *fmt, va_list args)
{
    struct complaint *c = ctx;
    char text[MESSAGE_MAX];

    vsnprintf(text, sizeof text, fmt, args);
    text[strcspn(text, "\n")] = '\0';
    if (level == CYAML_LOG_WARNING)
        c->second_document = true;
    if (level < CYAML_LOG_ERROR || c->text[0] != '\0')
        return;
    const char *from = strncmp(text, "Load: ", 6) == 0 ? text + 6 : text;
    memcpy(c->text, from, strlen(from) + 1);
}

// ---- schema ----

#define SCALAR                                                                 \
    {                                                                          \
        CYAML_VALUE_STRING(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, char *,   \
                           0, FLATYAML_VALUE_MAX)                              \
    }

static const cyaml_schema_value_t element_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, FLATYAML_VALUE_MAX),
};

// Every key is optional for libcyaml, so that we can name all that are missing.
static cyaml_schema_field_t *fields_of(const struct flatyaml_key *key,
                                       size_t nkey, size_t *nslot)
{
    cyaml_schema_field_t *f = xcalloc(nkey + 1, sizeof *f);

    CHECK(nkey > 0 && nkey < UINT16_MAX); // libcyaml's limit
    *nslot = 0;
    for (size_t i = 0; i < nkey; i++) {
        CHECK(key[i].name != NULL && key[i].count < UINT16_MAX);
        f[i].key = key[i].name;
        f[i].data_offset = (uint32_t)(*nslot * sizeof(char *));
        if (key[i].count == 0) {
            f[i].value = (cyaml_schema_value_t)SCALAR;
            *nslot += 1;
            continue;
        }
        uint32_t count = (uint32_t)key[i].count;
        f[i].value = (cyaml_schema_value_t){
            .type = CYAML_SEQUENCE_FIXED,
            .flags = CYAML_FLAG_OPTIONAL,
            .data_size = sizeof(char *),
            .sequence = {.entry = &element_schema, .min = count, .max = count},
        };
        *nslot += count;
    }
    return f;
}

// ---- errors ----

static struct complaint parse(const char *text, size_t len,
                              const cyaml_schema_value_t *schema, char ***value)
{
    struct complaint c = {0};
    const cyaml_config_t config = {
        .log_fn = listen_to,
        .log_ctx = &c,
        .mem_fn = allocate,
        .log_level = CYAML_LOG_WARNING,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    cyaml_data_t *data = NULL;

    CHECK(schema->type == CYAML_MAPPING && schema->data_size > 0);
    c.code = cyaml_load_data((const uint8_t *)text, len, &config, schema, &data,
                             NULL);
    *value = data;
    return c;
}

static bool same(const struct complaint *a, const struct complaint *b)
{
    return a->code == b->code && strcmp(a->text, b->text) == 0 &&
           a->second_document == b->second_document;
}

static bool is_fine(const struct complaint *c)
{
    return c->code == CYAML_OK && !c->second_document;
}

static void discard(char **value, const cyaml_schema_value_t *schema)
{
    if (value != NULL)
        flatyaml_free(value, schema->data_size / sizeof *value);
    free(value);
}

// A line's end halfway between low and high, or high when there is none.
static size_t line_end_between(const char *text, size_t low, size_t high)
{
    size_t middle = low + (high - low) / 2;
    const char *end = NULL;

    CHECK(low <= high);
    while (middle > low && text[middle - 1] != '\n')
        middle--;
    if (middle > low)
        return middle;
    end = memchr(text + low, '\n', high - low);
    return end == NULL ? high : (size_t)(end - text) + 1;
}

// libcyaml says which mapping an error is in, not which line. The line is the
// last one of the shortest beginning of the text that has the same error.
static size_t line_of(const struct complaint *c, const char *text, size_t len,
                      const cyaml_schema_value_t *schema)
{
    size_t low = 0, high = len, line = 1, middle;

    while ((middle = line_end_between(text, low, high)) < high) {
        char **value = NULL;
        struct complaint part = parse(text, middle, schema, &value);

        if (part.code == CYAML_OK)
            discard(value, schema);
        if (same(&part, c))
            high = middle;
        else
            low = middle;
    }
    for (size_t i = 0; i + 1 < high; i++)
        line += text[i] == '\n';
    return line;
}

static size_t first_column(const char *text, size_t len, size_t line)
{
    size_t i = 0, col = 1;

    CHECK(line >= 1);
    for (; line > 1 && i < len; i++)
        line -= text[i] == '\n';
    while (i < len && (text[i] == ' ' || text[i] == '\t')) {
        i++;
        col++;
    }
    return col;
}

static const char *after_colon(const char *s)
{
    const char *colon = strstr(s, ": ");

    return colon == NULL ? s : colon + 2;
}

// libcyaml's complaint in words for someone who writes a model.
static void explain(struct errtext *err, const char *path, size_t line,
                    size_t col, const struct complaint *c)
{
    const char *what = after_colon(c->text);

    if (c->code == CYAML_OK)
        errtext_add(err, path, line, col, "a second YAML document");
    else if (c->code == CYAML_ERR_INVALID_KEY)
        errtext_add(err, path, line, col, "unknown field '%s'", what);
    else if (c->code == CYAML_ERR_UNEXPECTED_EVENT)
        errtext_add(err, path, line, col, "field '%s' is given twice", what);
    else if (c->code == CYAML_ERR_ALIAS)
        errtext_add(err, path, line, col, "YAML aliases are not supported");
    else if (c->code == CYAML_ERR_LIBYAML_PARSER)
        errtext_add(err, path, line, col, "not YAML: %s", what);
    else if (c->code == CYAML_ERR_SEQUENCE_ENTRIES_MIN)
        errtext_add(err, path, line, col, "too few numbers in the list");
    else if (c->code == CYAML_ERR_SEQUENCE_ENTRIES_MAX)
        errtext_add(err, path, line, col, "too many numbers in the list");
    else if (c->code == CYAML_ERR_STRING_LENGTH_MAX)
        errtext_add(err, path, line, col, "value longer than %d bytes",
                    FLATYAML_VALUE_MAX);
    else if (strstr(c->text, "Expecting STRING") != NULL)
        errtext_add(err, path, line, col, "a single value is expected here");
    else if (strstr(c->text, "Expecting SEQUENCE") != NULL)
        errtext_add(err, path, line, col, "a list of numbers is expected here");
    else
        errtext_add(err, path, line, col,
                    "lines of 'field: value' are expected");
}

// ---- reading ----

bool flatyaml_read(const char *path, const char *text, size_t len,
                   const struct flatyaml_key *key, size_t nkey, char **value,
                   struct errtext *err)
{
    CHECK(path != NULL && text != NULL && value != NULL && err != NULL);
    size_t nslot;
    cyaml_schema_field_t *fields = fields_of(key, nkey, &nslot);
    const cyaml_schema_value_t schema = {
        .type = CYAML_MAPPING,
        .flags = CYAML_FLAG_POINTER,
        .data_size = (uint32_t)(nslot * sizeof(char *)),
        .mapping = {.fields = fields},
    };
    char **loaded = NULL;
    struct complaint c = parse(text, len, &schema, &loaded);

    memset(value, 0, nslot * sizeof *value);
    if (!is_fine(&c)) {
        size_t line = line_of(&c, text, len, &schema);
        explain(err, path, line, first_column(text, len, line), &c);
    }
    if (is_fine(&c) && loaded != NULL) {
        memcpy(value, loaded, nslot * sizeof *value);
        free(loaded);
    } else if (c.code == CYAML_OK) {
        discard(loaded, &schema);
    }
    free(fields);
    return is_fine(&c);
}

void flatyaml_free(char **value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(value[i]);
}

// The length of the key at s, with its quotes and its colon, or 0 when another
// key is there.
static size_t key_at(const char *s, size_t n, const char *key)
{
    size_t len = strlen(key), i = 0;
    bool quoted = n > 0 && (s[0] == '"' || s[0] == '\'');

    i += quoted;
    if (n - i < len || strncmp(s + i, key, len) != 0)
        return 0;
    i += len;
    if (quoted && (i == n || s[i++] != s[0]))
        return 0;
    while (i < n && s[i] == ' ')
        i++;
    return i < n && s[i] == ':' ? i + 1 : 0;
}

void flatyaml_place(const char *text, size_t len, const char *key, size_t *line,
                    size_t *col)
{
    size_t number = 1;

    CHECK(key[0] != '\0');
    for (size_t i = 0; i < len; number++) {
        const char *newline = memchr(text + i, '\n', len - i);
        size_t end = newline == NULL ? len : (size_t)(newline - text);
        size_t at = key_at(text + i, end - i, key);
        if (at > 0) {
            while (i + at < end && text[i + at] == ' ')
                at++;
            *line = number;
            *col = at + 1;
            return;
        }
        i = end + 1;
    }
    *line = 0;
    *col = 0;
}
