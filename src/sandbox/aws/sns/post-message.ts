/** What became of a message; `again` when another try may help. */
export type PostOutcome = { delivered: true } | { delivered: false; again: boolean; reason: string };

const ANSWER_WITHIN_MS = 15_000;

/** Posts a message as SNS does. A 4xx other than 429 is final. */
export async function postMessage(
  endpoint: string,
  { body, headers }: { body: string; headers: Record<string, string> },
): Promise<PostOutcome> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      body,
      headers: {
        ...headers,
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": "Amazon Simple Notification Service Agent",
      },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    if (response.status >= 200 && response.status < 300) return { delivered: true };
    const final = response.status >= 400 && response.status < 500 && response.status !== 429;
    return { delivered: false, again: !final, reason: `The endpoint answered ${response.status}.` };
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    const reason = late
      ? "The endpoint did not answer within 15 seconds."
      : "The endpoint could not be reached.";
    return { delivered: false, again: true, reason };
  }
}
