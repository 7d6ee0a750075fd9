/**
 * One row for each transaction that changed something: whoever lost the answer to a COMMIT finds here what became of
 * it. The transaction's number does not tell, because after a crash PostgreSQL gives the same numbers again.
 */
export const commitMarks = `
create table commit_mark (
  token uuid primary key,
  at timestamptz not null default clock_timestamp()
);
create index commit_mark_age on commit_mark (at);
`;
