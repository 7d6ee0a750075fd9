/** Where incidents stand on their ladders, tags of alarms, and whose tags are still to be read. */
export const escalation = `
create table escalation (
  incident_id text primary key references incident (id),
  body json not null,
  due_at timestamptz(3)
);
create index escalation_due on escalation (due_at) where due_at is not null;

create table alarm_tags (
  arn_hash text primary key,
  arn text not null,
  tags json not null,
  read_at timestamptz(3) not null
);

create table tag_look (
  incident_id text not null references incident (id),
  arn_hash text not null,
  arn text not null,
  due_at timestamptz(3) not null,
  tries integer not null default 0,
  primary key (incident_id, arn_hash)
);
create index tag_look_due on tag_look (due_at);
`;
