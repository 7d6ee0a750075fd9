/**
 * The versions of a thread's messages are chained, and each entry of the timeline tells how far; what was kept before
 * stays without a link. Which pushpin stood on a message when it was looked at last. Texts that wait for their form.
 */
export const threadChain = `
alter table thread_message add column seq integer, add column salt text, add column hash text;
create unique index thread_message_link on thread_message (incident_id, seq);
create trigger thread_message_append_only before update or delete on thread_message
  for each row execute function refuse_change();
create trigger thread_message_keep before truncate on thread_message execute function refuse_change();

alter table incident add column thread_seq integer not null default 0, add column thread_hash text;
alter table timeline add column thread_seq integer, add column thread_hash text;

alter table pinned_message add column pushpin boolean, add column looked_at timestamptz(3);

create table held_text (
  id text primary key,
  channel text not null,
  ts text not null,
  text text not null,
  at timestamptz(3) not null default clock_timestamp()
);
create index held_text_at on held_text (at);
`;
