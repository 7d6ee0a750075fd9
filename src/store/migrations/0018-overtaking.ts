/** An edit of an incident's first message, made because somebody decided something, that waits for no reply before it. */
export const overtaking = `
alter table outbox add column ahead boolean not null default false;
`;
