/** UTF-8 bytes of a query's text: what fits into an address with room to spare. */
export const MAX_QUERY_BYTES = 8 * 1024;

/** Parentheses and `not` inside each other. */
export const MAX_QUERY_DEPTH = 50;

/** Words, phrases, comparisons and ranges of one query. */
export const MAX_QUERY_CLAUSES = 500;
