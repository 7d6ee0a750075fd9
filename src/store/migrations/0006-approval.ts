/** Somebody else's word on the exact thing that is to be done. */
export const approval = `
create table approval (
  id text primary key,
  incident_id text not null references incident (id),
  step_id text not null,
  for_step text not null,
  content_hash text not null,
  state text not null check (state in ('asked', 'approved', 'rejected', 'expired', 'void', 'used')),
  requested_by json not null,
  requested_at timestamptz(3) not null,
  decided_by json,
  decided_at timestamptz(3),
  expires_at timestamptz(3) not null,
  broken_because text,
  reviewed_by json,
  reviewed_at timestamptz(3),
  added bigint generated always as identity
);
create index approval_incident on approval (incident_id, added);
`;
