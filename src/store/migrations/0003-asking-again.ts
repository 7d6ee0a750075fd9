/** A run may put an earlier run's question again; one that is not settled does so by itself when its time comes. */
export const askingAgain = `
alter table run
  add column previous_run text references run (id),
  add column first_run text references run (id),
  add column again_why text check (again_why in ('settled', 'asked', 'round')),
  add column asks_again_at timestamptz(3),
  add column difference json,
  add column round json;
create index run_asks_again on run (asks_again_at) where asks_again_at is not null;
create index run_previous on run (previous_run) where previous_run is not null;
`;
