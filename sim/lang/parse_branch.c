// Labels and the branches to them, function by function, as in Go's compiler
// (cmd/compile/internal/syntax/branches.go), but in two steps, so that many
// labels and gotos cost no quadratic time: walk the body and number what
// matters in source order, then look up every branch among the sorted labels.
#include "lang/parse_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"

// Numbers count blocks, labels, variables and branches in source order.
struct block_info {
    size_t first, last;
    struct pos start;
};

// The latest variable declaration of a block; no 0: none yet.
struct var_info {
    size_t no;
    const char *name;
    struct pos pos;
};

struct label {
    struct stmt *stmt;   // ST_LABELED
    size_t no, last;     // and of the last thing in the labeled statement
    size_t block;        // index: where it is declared
    struct var_info var; // declared before it in its block
    bool duplicate;
};

struct branch {
    struct stmt *stmt;
    size_t no;
};

struct branches {
    struct parse *p;
    size_t no; // the last number given
    VEC(struct block_info) blocks;
    VEC(struct label) labels; // sorted by name after the walk
    VEC(struct branch) branches;
};

// What encloses a statement.
struct targets {
    struct stmt *breaks, *continues;
    size_t clause; // of breaks, a switch; SIZE_MAX: in a block inside
};

// Text of a position in a message.
struct pos_text {
    char v[160];
};

static struct pos_text pos_text(struct branches *b, struct pos pos)
{
    struct pos_text t;
    char name[100];
    const char *file = b->p->l->diag->source[pos.file].name;

    diag_escape(name, sizeof name, file, strlen(file));
    snprintf(t.v, sizeof t.v, "%s:%u:%u", name, (unsigned)pos.line,
             (unsigned)pos.col);
    return t;
}

// --- The walk ----------------------------------------------------------------

static void walk_block(struct branches *b, struct targets t, struct pos start,
                       struct stmt **v, size_t n);

static void walk_inner(struct branches *b, struct targets t,
                       const struct block *body)
{
    t.clause = SIZE_MAX;
    walk_block(b, t, body->start, body->v, body->n);
}

static void walk_clauses(struct branches *b, struct targets t, struct stmt *s)
{
    t.breaks = s;
    for (size_t i = 0; i < s->nclauses; i++) {
        const struct block *body = &s->clauses[i].body;
        t.clause = s->kind == ST_SELECT ? SIZE_MAX : i;
        walk_block(b, t, body->start, body->v, body->n);
    }
}

// Go spec: Fallthrough statements. last: whether s ends its statement list.
static void check_fallthrough(struct branches *b, const struct targets *t,
                              const struct stmt *s, bool last)
{
    const char *error = NULL;

    if (t->breaks == NULL ||
        (t->breaks->kind != ST_SWITCH && t->breaks->kind != ST_TYPESWITCH))
        error = "fallthrough statement out of place";
    else if (t->breaks->kind == ST_TYPESWITCH)
        error = "cannot fallthrough in type switch";
    else if (t->clause == SIZE_MAX || !last)
        error = "fallthrough statement out of place";
    else if (t->clause + 1 == t->breaks->nclauses)
        error = "cannot fallthrough final case in switch";
    if (error != NULL)
        parse_error(b->p, s->pos, "%s", error);
}

// Go spec: Break statements, Continue statements, Goto statements.
static void walk_branch(struct branches *b, const struct targets *t,
                        struct stmt *s, bool last)
{
    CHECK(s->target == NULL);
    if (s->kind == ST_FALLTHROUGH) {
        check_fallthrough(b, t, s, last);
    } else if (s->label != NULL) {
        struct branch branch = {s, ++b->no};
        vec_push(&b->branches, branch);
    } else if (s->kind == ST_BREAK) {
        s->target = t->breaks;
        if (s->target == NULL)
            parse_error(b->p, s->pos,
                        "break is not in a loop, switch, or select");
    } else {
        s->target = t->continues;
        if (s->target == NULL)
            parse_error(b->p, s->pos, "continue is not in a loop");
    }
}

static void walk_stmt(struct branches *b, const struct targets *t,
                      struct stmt *s, struct var_info *var, bool last)
{
    switch (s->kind) {
    case ST_DECL:
        if (s->decl->kind == DECL_VAR)
            *var = (struct var_info){++b->no, s->decl->names[0],
                                     s->decl->name_pos[0]};
        break;
    case ST_ASSIGN:
        if (s->op == TOK_DEFINE && s->lhs.v[0]->kind == EX_IDENT)
            *var = (struct var_info){++b->no, s->lhs.v[0]->name, s->op_pos};
        break;
    case ST_BREAK:
    case ST_CONTINUE:
    case ST_GOTO:
    case ST_FALLTHROUGH:
        walk_branch(b, t, s, last);
        break;
    case ST_BLOCK:
        walk_inner(b, *t, &s->body);
        break;
    case ST_IF:
        walk_inner(b, *t, &s->body);
        if (s->else_ != NULL)
            walk_block(b, (struct targets){t->breaks, t->continues, SIZE_MAX},
                       s->else_->pos, &s->else_, 1);
        break;
    case ST_FOR:
    case ST_RANGE:
        walk_inner(b, (struct targets){s, s, SIZE_MAX}, &s->body);
        break;
    case ST_SWITCH:
    case ST_TYPESWITCH:
    case ST_SELECT:
        walk_clauses(b, *t, s);
        break;
    default:
        break;
    }
}

// Declares the labels before s and returns the statement behind them.
static struct stmt *walk_labels(struct branches *b, struct stmt *s,
                                size_t block, const struct var_info *var)
{
    for (; s->kind == ST_LABELED; s = s->inner) {
        CHECK(s->label != NULL && s->inner != NULL);
        struct label l = {
            .stmt = s, .no = ++b->no, .block = block, .var = *var};
        if (strcmp(s->label, "_") != 0)
            vec_push(&b->labels, l);
    }
    return s;
}

static void walk_block(struct branches *b, struct targets t, struct pos start,
                       struct stmt **v, size_t n)
{
    struct block_info info = {.first = ++b->no, .start = start};
    struct var_info var = {0};
    size_t block = b->blocks.n;

    vec_push(&b->blocks, info);
    // A fallthrough may be followed by empty statements.
    while (n > 0 && v[n - 1]->kind == ST_EMPTY)
        n--;
    for (size_t i = 0; i < n; i++) {
        size_t first = b->labels.n;
        struct stmt *s = walk_labels(b, v[i], block, &var);
        size_t end = b->labels.n;
        walk_stmt(b, &t, s, &var, i + 1 == n);
        for (size_t k = first; k < end; k++)
            b->labels.v[k].last = b->no;
    }
    b->blocks.v[block].last = b->no;
    CHECK(info.first <= b->no);
}

// --- Resolution --------------------------------------------------------------

static int compare_labels(const void *x, const void *y)
{
    const struct label *a = x, *b = y;
    int order = a->stmt->label == b->stmt->label
                    ? 0
                    : strcmp(a->stmt->label, b->stmt->label);

    if (order != 0)
        return order;
    return a->no < b->no ? -1 : a->no > b->no;
}

// The first label of the name, or NULL.
static struct label *find_label(struct branches *b, const char *name)
{
    size_t lo = 0, hi = b->labels.n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const char *at = b->labels.v[mid].stmt->label;
        if (at != name && strcmp(at, name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < b->labels.n && b->labels.v[lo].stmt->label == name)
        return &b->labels.v[lo];
    return NULL;
}

enum { LABEL_TEXT_MAX = 100 };

static const char *label_text(char out[LABEL_TEXT_MAX], const char *label)
{
    diag_escape(out, LABEL_TEXT_MAX, label, strlen(label));
    return out;
}

static void resolve_goto(struct branches *b, const struct branch *branch)
{
    struct stmt *s = branch->stmt;
    struct label *l = find_label(b, s->label);
    char name[LABEL_TEXT_MAX], var[LABEL_TEXT_MAX];

    label_text(name, s->label);
    if (l == NULL) {
        parse_error(b->p, s->label_pos, "label %s not defined", name);
        return;
    }
    l->stmt->label_used = true;
    CHECK(l->block < b->blocks.n);
    const struct block_info *block = &b->blocks.v[l->block];
    if (branch->no < block->first || branch->no > block->last) {
        parse_error(b->p, s->label_pos,
                    "goto %s jumps into block starting at %s", name,
                    pos_text(b, block->start).v);
        return;
    }
    if (branch->no < l->var.no)
        parse_error(b->p, s->label_pos,
                    "goto %s jumps over declaration of %s at %s", name,
                    label_text(var, l->var.name), pos_text(b, l->var.pos).v);
    else
        s->target = l->stmt;
}

static bool is_loop(const struct stmt *s)
{
    return s->kind == ST_FOR || s->kind == ST_RANGE;
}

static bool is_breakable(const struct stmt *s)
{
    return is_loop(s) || s->kind == ST_SWITCH || s->kind == ST_TYPESWITCH ||
           s->kind == ST_SELECT;
}

static void resolve_break(struct branches *b, const struct branch *branch)
{
    struct stmt *s = branch->stmt;
    struct label *l = find_label(b, s->label);
    const char *word = s->kind == ST_BREAK ? "break" : "continue";
    char name[LABEL_TEXT_MAX];

    label_text(name, s->label);
    if (l == NULL || l->no > branch->no) {
        parse_error(b->p, s->label_pos, "%s label not defined: %s", word, name);
        return;
    }
    l->stmt->label_used = true;
    struct stmt *inner = l->stmt->inner;
    if (branch->no <= l->last &&
        (s->kind == ST_BREAK ? is_breakable(inner) : is_loop(inner)))
        s->target = inner;
    else
        parse_error(b->p, s->label_pos, "invalid %s label %s", word, name);
}

static void check_duplicates(struct branches *b)
{
    char name[LABEL_TEXT_MAX];

    for (size_t i = 1, first = 0; i < b->labels.n; i++) {
        struct label *l = &b->labels.v[i];
        if (l->stmt->label != b->labels.v[first].stmt->label) {
            first = i;
            continue;
        }
        l->duplicate = true;
        parse_error(b->p, l->stmt->label_pos, "label %s already defined at %s",
                    label_text(name, l->stmt->label),
                    pos_text(b, b->labels.v[first].stmt->label_pos).v);
    }
}

void parse_check_branches(struct parse *p, struct block *body)
{
    struct branches b = {.p = p};
    char name[LABEL_TEXT_MAX];

    walk_block(&b, (struct targets){NULL, NULL, SIZE_MAX}, body->start, body->v,
               body->n);
    if (b.labels.n > 0)
        qsort(b.labels.v, b.labels.n, sizeof *b.labels.v, compare_labels);
    check_duplicates(&b);
    for (size_t i = 0; i < b.branches.n; i++) {
        CHECK(b.branches.v[i].stmt->label != NULL);
        if (b.branches.v[i].stmt->kind == ST_GOTO)
            resolve_goto(&b, &b.branches.v[i]);
        else
            resolve_break(&b, &b.branches.v[i]);
    }
    // Go spec: Labeled statements.
    for (size_t i = 0; i < b.labels.n; i++) {
        const struct stmt *s = b.labels.v[i].stmt;
        if (!s->label_used && !b.labels.v[i].duplicate)
            parse_error(p, s->label_pos, "label %s defined and not used",
                        label_text(name, s->label));
    }
    vec_release(&b.blocks);
    vec_release(&b.labels);
    vec_release(&b.branches);
}
