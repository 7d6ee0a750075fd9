/** What Slack has handed over, so that nobody does it again: whichever process, whenever it comes a second time. */
export const deliveries = `
create table delivery (
  key text primary key,
  busy_until timestamptz not null,
  done boolean not null default false,
  at timestamptz not null default now()
);
create index delivery_age on delivery (at);
`;
