/** Whom a question was put to, by the step's position, and what of an answer is new for its principal. */
export const identity = `
create table asked (
  incident_id text not null references incident (id),
  step_id text not null,
  position integer not null,
  body json not null,
  primary key (incident_id, step_id, position)
);

create table first_seen (
  run_id text primary key references run (id),
  body json not null
);
`;
