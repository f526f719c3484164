// comments: what a model file says beside its numbers: where each is from.
#ifndef MODEL_COMMENTS_H
#define MODEL_COMMENTS_H

struct comments;

// Reads the file, which was loaded before; an unreadable one has no comments.
struct comments *comments_read(const char *path);

// The comment at the field's line and on the lines below that hold nothing
// else, as one line; NULL when there is none. Valid until the next call.
const char *comments_find(struct comments *c, const char *field);

void comments_free(struct comments *c);

#endif
