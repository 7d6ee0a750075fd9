import type { Pace } from "../flows/ports.ts";

/**
 * Slack takes one post a second and channel (short bursts are allowed), and 50 edits a minute over all channels.
 * One message changes so often at most that people can still read it.
 */
export const slackPace = {
  post: { perMinute: 60, burst: 3 },
  edit: { perMinute: 50, burst: 20 },
  sameMessage: { perMinute: 20, burst: 3 },
} satisfies Record<string, Pace>;

export type SlackPace = Record<keyof typeof slackPace, Pace>;

/** For a workspace whose time runs faster than ours. */
export const scaledPace = (speed: number): SlackPace => ({
  post: scaled(slackPace.post, speed),
  edit: scaled(slackPace.edit, speed),
  sameMessage: scaled(slackPace.sameMessage, speed),
});

const scaled = ({ perMinute, burst }: Pace, speed: number): Pace => ({ perMinute: perMinute * speed, burst });
