/** Who looks at their App Home, and what was shown there last; open incidents are found without reading the others. */
export const home = `
create table home (
  person_id text primary key,
  opened_at timestamptz(3) not null,
  shown_hash text
);
create index home_opened on home (opened_at);
create index incident_unresolved on incident (number) where state <> 'resolved';
`;
