// protobuf: the wire format of protocol buffers, as far as it is written here.
// A message that is written field by field needs no more than this, neither a
// compiler of .proto files nor a library; tests/perfetto.proto and protoc say
// whether it is right.
#ifndef TRACE_PROTOBUF_H
#define TRACE_PROTOBUF_H

#include <stdint.h>
#include <string.h>

#include "trace/put.h"

enum {
    PROTOBUF_VARINT_MAX = 10,
    PROTOBUF_FIXED64 = 1, // wire types
    PROTOBUF_BYTES = 2,
};

static inline char *protobuf_varint(char *o, uint64_t v)
{
    while (v >= 0x80) {
        *o++ = (char)(v | 0x80);
        v >>= 7;
    }
    *o++ = (char)v;
    return o;
}

// A field with a number.
static inline char *protobuf_u64(char *o, uint32_t field, uint64_t v)
{
    return protobuf_varint(protobuf_varint(o, (uint64_t)field << 3), v);
}

static inline char *protobuf_fixed64(char *o, uint32_t field, uint64_t v)
{
    o = protobuf_varint(o, (uint64_t)field << 3 | PROTOBUF_FIXED64);
    for (int i = 0; i < 8; i++)
        *o++ = (char)(v >> 8 * i);
    return o;
}

// A field with a text or bytes.
static inline char *protobuf_bytes(char *o, uint32_t field, const char *s,
                                   size_t n)
{
    o = protobuf_varint(o, (uint64_t)field << 3 | PROTOBUF_BYTES);
    return put_text(protobuf_varint(o, n), s, n);
}

// A field with a message, which is written after it; *start remembers where it
// begins, for protobuf_end.
static inline char *protobuf_begin(char *o, uint32_t field, char **start)
{
    o = protobuf_varint(o, (uint64_t)field << 3 | PROTOBUF_BYTES);
    *start = o;
    return o + 1;
}

// The message ends before o: its length is now known, and where it needs more
// than a byte, room is made for it.
static inline char *protobuf_end(char *o, char *start)
{
    size_t n = (size_t)(o - start) - 1, len = 1;

    for (size_t v = n; v >= 0x80; v >>= 7)
        len++;
    if (len > 1)
        memmove(start + len, start + 1, n);
    protobuf_varint(start, n);
    return start + len + n;
}

#endif
