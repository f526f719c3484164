#include "host/platform.h"

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlversion.h>

#include "base/check.h"
#include "base/strtab.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "host/machine.h"
#include "host/platform_hosts.h"
#include "host/platform_prop.h"
#include "host/platform_value.h"
#include "host/topology.h"
#include "host/xmlout.h"
#include "model/errtext.h"

#if LIBXML_VERSION >= 21200
typedef const xmlError *xml_error;
#else
typedef xmlErrorPtr xml_error;
#endif

// ---- the subset ----

enum { ATTRS_MAX = 16, PROPS_MAX = 64 };

enum element {
#define ELEMENT(tag, name, parents, attrs) tag,
#include "host/platform.def"
#undef ELEMENT
    NELEMENT,
};

struct attr_rule {
    const char *name;
    enum platform_value kind;
    bool required;
};

struct element_rule {
    const char *name;
    unsigned parents; // IN() of each element that may hold this one
    struct attr_rule attr[ATTRS_MAX];
};

#define IN(element)                (1u << (element))
#define ATTR(name, kind, required) {name, kind, required},

static const struct element_rule rules[NELEMENT] = {
#define ELEMENT(tag, name, parents, attrs) [tag] = {name, parents, {attrs}},
#include "host/platform.def"
#undef ELEMENT
};

// ---- state of a check ----

struct checking {
    const char *path;
    xmlParserCtxtPtr ctxt;
    struct errtext err;
    bool has_text;   // between elements; complained of once
    bool ill_formed; // libxml2 said so; what it says next follows from that
    enum element stack[PLATFORM_DEPTH_MAX];
    int depth;
    int ignored; // elements open inside one that was refused
    size_t nroot_zone;
    struct strtab points, links; // ids: hosts, zones, routers; links
    struct platform_hosts all;
    size_t first_host;            // of the open host or cluster
    bool refused;                 // the open host or cluster
    struct topology topology;     // of it
    const char *props[PROPS_MAX]; // of the open element, interned in prop_ids
    size_t nprop;
    struct strtab prop_ids;
    char *value[ATTRS_MAX]; // of the element at hand, by its rule, or NULL
    struct xmlout xml;      // the file written anew
};

static size_t line_now(const struct checking *c)
{
    int line = xmlSAX2GetLineNumber(c->ctxt);

    return line > 0 ? (size_t)line : 1;
}

__attribute__((format(printf, 2, 3))) static void complain(struct checking *c,
                                                           const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    errtext_vadd(&c->err, c->path, line_now(c), 0, fmt, args);
    va_end(args);
    if (errtext_full(&c->err))
        xmlStopParser(c->ctxt);
}

// ---- writing ----

// Writes the start tag of e into the line where it was, so that the lines in
// SimGrid's messages are those of the file.
static void write_start(struct checking *c, enum element e)
{
    const struct attr_rule *a = rules[e].attr;

    xmlout_go_to_line(&c->xml, line_now(c));
    xmlout_put(&c->xml, "<");
    xmlout_put(&c->xml, rules[e].name);
    for (int i = 0; i < ATTRS_MAX && a[i].name != NULL; i++) {
        if (c->value[i] == NULL)
            continue;
        xmlout_put(&c->xml, " ");
        xmlout_put(&c->xml, a[i].name);
        xmlout_put(&c->xml, "=");
        xmlout_value(&c->xml, e == PLATFORM ? "4.1" : c->value[i]);
    }
    xmlout_put(&c->xml, ">");
}

static void write_end(struct checking *c, enum element e)
{
    xmlout_put(&c->xml, "</");
    xmlout_put(&c->xml, rules[e].name);
    xmlout_put(&c->xml, ">");
}

// ---- what single elements mean ----

static const char *value_of(const struct checking *c, enum element e,
                            const char *name)
{
    for (int i = 0; i < ATTRS_MAX && rules[e].attr[i].name != NULL; i++)
        if (strcmp(rules[e].attr[i].name, name) == 0)
            return c->value[i];
    CHECK_UNREACHABLE();
}

// The interned id, or NULL with an error when it is there already.
static const char *new_id(struct checking *c, struct strtab *t,
                          const char *what, const char *id)
{
    size_t before = t->n;
    const char *interned = strtab_cstr(t, id);

    if (t->n > before)
        return interned;
    complain(c, "duplicate id '%s' of a %s", id, what);
    return NULL;
}

static void add_host(struct checking *c, const char *id)
{
    if (c->all.hosts.n == PLATFORM_HOSTS_MAX) {
        complain(c, "too many hosts, the limit is %d", PLATFORM_HOSTS_MAX);
        xmlStopParser(c->ctxt);
        return;
    }
    const char *interned = new_id(c, &c->points, "host", id);
    struct platform_host host = {.id = interned};
    if (interned != NULL)
        vec_push(&c->all.hosts, host);
}

static void see_member(void *ctx, int64_t i)
{
    struct checking *c = ctx;
    char *id = xasprintf("%s%lld%s", value_of(c, CLUSTER, "prefix"),
                         (long long)i, value_of(c, CLUSTER, "suffix"));

    if (!errtext_full(&c->err))
        add_host(c, id);
    free(id);
}

static void open_machine(struct checking *c, enum element e)
{
    const char *cores = value_of(c, e, "core");
    int64_t n = 1;

    CHECK(cores == NULL || platform_value_number(cores, INT_MAX, &n));
    c->refused = false;
    topology_init(&c->topology, (int)n);
    c->topology.nspeeds = platform_value_speeds(value_of(c, e, "speed"));
    c->first_host = c->all.hosts.n;
    if (e == CLUSTER) {
        new_id(c, &c->points, "cluster", value_of(c, e, "id"));
        platform_value_radical(value_of(c, e, "radical"), see_member, c);
        return;
    }
    add_host(c, value_of(c, e, "id"));
    const char *pstate = value_of(c, e, "pstate");
    if (pstate != NULL && platform_value_number(pstate, INT_MAX, &n) &&
        n >= c->topology.nspeeds)
        complain(c, "pstate '%s' is not below the number of speeds, %d", pstate,
                 c->topology.nspeeds);
}

static const enum platform_place place_of[NELEMENT] = {
    [ZONE] = AT_ZONE, [HOST] = AT_HOST, [CLUSTER] = AT_HOST,
    [DISK] = AT_DISK, [LINK] = AT_LINK,
};

static void see_role(struct checking *c, enum platform_place at,
                     const char *value)
{
    bool go = strcmp(value, "go") == 0;

    if (at != AT_HOST || (!go && strcmp(value, "internet") != 0))
        complain(c, "property 'role' must be \"go\" or \"internet\", at a "
                    "host");
    if (at == AT_HOST)
        platform_hosts_role(&c->all, c->first_host, go);
}

// False with an error when the open element has that property already.
static bool is_new_prop(struct checking *c, const char *id)
{
    id = strtab_cstr(&c->prop_ids, id);
    for (size_t i = 0; i < c->nprop; i++)
        if (c->props[i] == id) {
            complain(c, "property '%s' is given twice", id);
            return false;
        }
    if (c->nprop == PROPS_MAX) {
        complain(c, "more than %d properties", PROPS_MAX);
        return false;
    }
    c->props[c->nprop++] = id;
    return true;
}

static void see_prop(struct checking *c, enum element parent)
{
    const char *id = value_of(c, PROP, "id");
    const char *value = value_of(c, PROP, "value");
    enum platform_place at = place_of[parent];
    char *why = NULL;

    if (!is_new_prop(c, id))
        return;
    if (strcmp(id, "role") == 0)
        see_role(c, at, value);
    if (at == AT_HOST && !c->refused)
        why = topology_see(&c->topology, id, value);
    if (why == NULL)
        why = platform_prop_check(id, at, value);
    if (why != NULL)
        complain(c, "%s", why);
    else if (at == AT_DISK && strcmp(id, "latency_ns") == 0 &&
             c->all.disks.n > 0)
        vec_last(&c->all.disks).latency_ns = platform_prop_number(id, value);
    free(why);
}

// SimGrid would take a second disk of the same name.
static void see_disk(struct checking *c)
{
    const char *host = c->all.hosts.n == 0 ? "" : vec_last(&c->all.hosts).id;
    const char *disk = value_of(c, DISK, "id");
    char *both = xasprintf("%s disk %s", host, disk); // no id has spaces
    size_t before = c->links.n;

    const char *key = strtab_cstr(&c->links, both);
    if (c->links.n == before)
        complain(c, "duplicate id '%s' of a disk", disk);
    struct platform_host_disk d = {
        .host = host,
        .id = key + (strlen(both) - strlen(disk)),
        .latency_ns = platform_prop_number("latency_ns", NULL),
    };
    vec_push(&c->all.disks, d);
    free(both);
}

static void see_element(struct checking *c, enum element e)
{
    enum element parent = c->depth > 0 ? c->stack[c->depth - 1] : NELEMENT;

    if (e != PROP)
        c->nprop = 0;
    if (parent == PLATFORM && ++c->nroot_zone > 1)
        complain(c, "a second zone beside the outermost");
    if (e == HOST || e == CLUSTER)
        open_machine(c, e);
    else if (e == PROP)
        see_prop(c, parent);
    else if (e == DISK)
        see_disk(c);
    else if (e == ZONE || e == ROUTER)
        new_id(c, &c->points, rules[e].name, value_of(c, e, "id"));
    else if (e == LINK || e == BACKBONE)
        new_id(c, &c->links, rules[e].name, value_of(c, e, "id"));
}

// ---- elements and attributes against the rules ----

static bool element_named(const char *name, enum element *e)
{
    for (int i = 0; i < NELEMENT; i++)
        if (strcmp(rules[i].name, name) == 0) {
            *e = (enum element)i;
            return true;
        }
    return false;
}

// Refuses an element that cannot stand where it does.
static bool is_allowed(struct checking *c, const char *name, enum element *e)
{
    bool known = element_named(name, e);

    if (c->depth == 0 && (!known || *e != PLATFORM)) {
        complain(c, "<%s> where <platform> is expected", name);
        return false;
    }
    if (!known) {
        complain(c, "element <%s> is not supported", name);
        return false;
    }
    if (c->depth == PLATFORM_DEPTH_MAX) {
        complain(c, "more than %d elements inside one another",
                 PLATFORM_DEPTH_MAX);
        xmlStopParser(c->ctxt);
        return false;
    }
    if (c->depth > 0 && !(rules[*e].parents & IN(c->stack[c->depth - 1]))) {
        complain(c, "element <%s> is not allowed inside <%s>", name,
                 rules[c->stack[c->depth - 1]].name);
        return false;
    }
    return true;
}

// Stores an attribute by its place in the rule of e. libxml2 gives five
// pointers: name, prefix, URI, and the bounds of the value.
static bool take_attr(struct checking *c, enum element e, const xmlChar **five)
{
    const char *name = (const char *)five[0];
    const struct attr_rule *a = rules[e].attr;
    int i = 0;

    while (i < ATTRS_MAX && a[i].name != NULL &&
           (five[1] != NULL || strcmp(a[i].name, name) != 0))
        i++;
    if (i == ATTRS_MAX || a[i].name == NULL) {
        complain(c, "attribute '%s' of <%s> is not supported", name,
                 rules[e].name);
        return false;
    }
    CHECK(c->value[i] == NULL);
    c->value[i] = xstrndup((const char *)five[3], (size_t)(five[4] - five[3]));
    char *why = platform_value_check(a[i].kind, name, c->value[i]);
    if (why != NULL)
        complain(c, "%s", why);
    bool good = why == NULL;
    free(why);
    return good;
}

static bool take_attrs(struct checking *c, enum element e, int n,
                       const xmlChar **attrs)
{
    bool good = true;

    for (int i = 0; i < n; i++)
        good &= take_attr(c, e, attrs + 5 * i);
    for (int i = 0; i < ATTRS_MAX && rules[e].attr[i].name != NULL; i++)
        if (rules[e].attr[i].required && c->value[i] == NULL && good) {
            complain(c, "<%s> has no %s", rules[e].name, rules[e].attr[i].name);
            good = false;
        }
    return good;
}

// ---- libxml2's callbacks ----

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr(" \t\r\n", text[i]) == NULL)
            return false;
    return true;
}

static void start_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int nns, const xmlChar **ns,
                          int nattr, int ndefault, const xmlChar **attrs)
{
    struct checking *c = ctx;
    enum element e = NELEMENT;

    (void)uri;
    (void)ns;
    (void)ndefault;
    if (c->ignored > 0) {
        c->ignored++;
        return;
    }
    if (prefix != NULL || nns > 0) {
        complain(c, "XML namespaces are not supported");
        c->ignored = 1;
        return;
    }
    if (!is_allowed(c, (const char *)name, &e)) {
        c->ignored = 1;
        return;
    }
    if (take_attrs(c, e, nattr, attrs)) {
        see_element(c, e);
        write_start(c, e);
    } else if (e == HOST || e == CLUSTER) {
        c->first_host = c->all.hosts.n;
        c->refused = true;
    }
    c->stack[c->depth++] = e;
    for (int i = 0; i < ATTRS_MAX; i++) {
        free(c->value[i]);
        c->value[i] = NULL;
    }
}

static void end_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    struct checking *c = ctx;

    (void)name;
    (void)prefix;
    (void)uri;
    if (c->ignored > 0) {
        c->ignored--;
        return;
    }
    CHECK(c->depth > 0);
    c->depth--;
    write_end(c, c->stack[c->depth]);
}

static void characters(void *ctx, const xmlChar *s, int n)
{
    struct checking *c = ctx;

    if (c->has_text || c->ignored > 0 || is_blank((const char *)s, (size_t)n))
        return;
    c->has_text = true;
    complain(c, "text is not supported");
}

static void refuse_declaration(struct checking *c)
{
    complain(c, "XML declarations of entities, elements and attributes are "
                "not supported");
    xmlStopParser(c->ctxt);
}

static void entity_decl(void *ctx, const xmlChar *name, int type,
                        const xmlChar *public_id, const xmlChar *system_id,
                        xmlChar *content)
{
    (void)name;
    (void)type;
    (void)public_id;
    (void)system_id;
    (void)content;
    refuse_declaration(ctx);
}

static void attribute_decl(void *ctx, const xmlChar *element,
                           const xmlChar *name, int type, int def,
                           const xmlChar *value, xmlEnumerationPtr tree)
{
    (void)element;
    (void)name;
    (void)type;
    (void)def;
    (void)value;
    xmlFreeEnumeration(tree); // the handler owns it
    refuse_declaration(ctx);
}

static void element_decl(void *ctx, const xmlChar *name, int type,
                         xmlElementContentPtr content)
{
    (void)name;
    (void)type;
    (void)content;
    refuse_declaration(ctx);
}

static void unparsed_decl(void *ctx, const xmlChar *name,
                          const xmlChar *public_id, const xmlChar *system_id,
                          const xmlChar *notation)
{
    (void)name;
    (void)public_id;
    (void)system_id;
    (void)notation;
    refuse_declaration(ctx);
}

static void xml_complains(void *ctx, xml_error e)
{
    struct checking *c = ctx;

    if (e->level == XML_ERR_WARNING || c->ill_formed || c->err.n > 0)
        return;
    c->ill_formed = true;
    const char *text = e->message == NULL ? "unknown error" : e->message;
    errtext_add(&c->err, c->path, e->line > 0 ? (size_t)e->line : 1, 0,
                "not well-formed XML: %.*s", (int)strcspn(text, "\n"), text);
}

// ---- the whole file ----

static void parse(struct checking *c, const char *text, size_t len)
{
    CHECK(len <= PLATFORM_BYTES_MAX);
    c->ctxt = xmlCreateMemoryParserCtxt(text, (int)len);
    if (c->ctxt == NULL) {
        errtext_add(&c->err, c->path, 0, 0, "not XML: it cannot be read");
        return;
    }
    // The handlers of ours are the only ones: no tree, no DTD, no entities.
    *c->ctxt->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .cdataBlock = characters,
        .entityDecl = entity_decl,
        .attributeDecl = attribute_decl,
        .elementDecl = element_decl,
        .unparsedEntityDecl = unparsed_decl,
        .serror = xml_complains,
    };
    c->ctxt->userData = c;
    // NOENT gives "&" for "&amp;"; other entities cannot be declared.
    xmlCtxtUseOptions(c->ctxt, XML_PARSE_NONET | XML_PARSE_NOENT);
    xmlParseDocument(c->ctxt);
    if (!c->ctxt->wellFormed && c->err.n == 0)
        errtext_add(&c->err, c->path, 0, 0, "not well-formed XML");
    xmlFreeDoc(c->ctxt->myDoc); // libxml2 makes one for declarations
    xmlFreeParserCtxt(c->ctxt);
}

bool platform_check(struct platform *p, const char *path, const char *text,
                    size_t len, char **error)
{
    CHECK(p != NULL && path != NULL && text != NULL && error != NULL);
    struct checking *c = xcalloc(1, sizeof *c);

    *p = (struct platform){0};
    c->path = path;
    xmlout_put(&c->xml, "<?xml version=\"1.0\"?><!DOCTYPE platform SYSTEM "
                        "\"https://simgrid.org/simgrid.dtd\">");
    if (len > PLATFORM_BYTES_MAX)
        errtext_add(&c->err, path, 0, 0, "larger than %d bytes",
                    PLATFORM_BYTES_MAX);
    else if (memchr(text, '\0', len) != NULL)
        errtext_add(&c->err, path, 0, 0, "not XML: it holds a NUL byte");
    else if (is_blank(text, len))
        errtext_add(&c->err, path, 0, 0, "empty file");
    else
        parse(c, text, len);
    if (c->err.n == 0)
        platform_hosts_choose(&c->all, p, c->path, &c->err);
    *error = errtext_take(&c->err);
    p->xml = c->xml.text;
    p->len = c->xml.n;
    for (int i = 0; i < ATTRS_MAX; i++)
        free(c->value[i]);
    platform_hosts_release(&c->all);
    strtab_release(&c->points);
    strtab_release(&c->links);
    strtab_release(&c->prop_ids);
    free(c);
    if (*error == NULL)
        return true;
    platform_release(p);
    return false;
}

void platform_release(struct platform *p)
{
    free(p->xml);
    free(p->host);
    free(p->internet);
    for (size_t i = 0; i < p->ndisk; i++)
        free(p->disk[i].name);
    free(p->disk);
    *p = (struct platform){0};
}
