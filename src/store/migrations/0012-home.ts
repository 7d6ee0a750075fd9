/**
 * Who looks at their App Home, and what was shown there last; open incidents are found without reading the others.
 * Whom a question was put to stands in a column of its own: PostgreSQL reads nothing out of a document that holds a NUL.
 */
export const home = `
create table home (
  person_id text primary key,
  opened_at timestamptz(3) not null,
  shown_hash text
);
create index home_opened on home (opened_at);
alter table asked add column person_id text;
update asked set person_id = body->'person'->>'id' where position('\\u0000' in body::text) = 0;
create index asked_person on asked (person_id) where person_id is not null;
create index incident_unresolved on incident (number) where state <> 'resolved';
`;
