/** Runs without a step are counted by account and time before another is asked by itself. */
export const whatChanged = `
create index run_without_step on run (account, requested_at) where step_id is null;
`;
