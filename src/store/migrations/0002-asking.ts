/** What is asked in several accounts, and once for several who ask the same. */
export const asking = `
alter table run
  add column targets json,
  add column question_key text,
  add column shared_run text references run (id),
  add column place json;
create index run_question on run (question_key, added) where question_key is not null;
create index run_shared on run (shared_run) where shared_run is not null;
`;
