/** Who is on a step, who left one out and why; answers for one person alone, and those put on the timeline. */
export const steps = `
alter table step add column claimed json, add column skipped json;
alter table run add column quiet_for json, add column picked json;
`;
