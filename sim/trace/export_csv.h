// export_csv: a timeline's spans as CSV (docs/trace-format.md), for
// spreadsheets and plots/*.gp: one row a span, in the order in which the spans
// end.
#ifndef TRACE_EXPORT_CSV_H
#define TRACE_EXPORT_CSV_H

#include "base/outfile.h"
#include "trace/export.h"
#include "trace/fold.h"

// The row of column names.
void export_csv_head(struct outfile *f);

// A row for *s. name stands in the place of the id when it is not NULL: for
// rows that stand for several tracks.
void export_csv_row(struct outfile *f, const struct span *s, const char *name);

#endif
