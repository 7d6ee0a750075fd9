/** Remarks without which an answer from access logs could be misread. `notAsked`: logs that other engines hold. */
export function accessNotes({ unread, notAsked }: { unread: number; notAsked: readonly string[] }): string[] {
  return [
    ...(unread === 1 ? ["1 line is no request in this format and was left out."] : []),
    ...(unread > 1 ? [`${unread} lines are no requests in this format and were left out.`] : []),
    ...(notAsked.length > 0
      ? [`Not asked here: ${notAsked.join(", ")}. Ask another engine about these.`]
      : []),
  ];
}
