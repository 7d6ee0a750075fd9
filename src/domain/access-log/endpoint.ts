const maxLength = 300;

/**
 * A path with its ids taken out, so that requests to one thing count together where the proxy logs no route:
 * `/orders/1042/items/9` is `/orders/{id}/items/{id}`.
 */
export function endpointOf(path: string): string {
  return path
    .slice(0, maxLength)
    .split("/")
    .map((part) => (isId(part) ? "{id}" : part))
    .join("/");
}

/** Numbers, UUIDs, and long runs of letters and digits that no word has; `v2` and `oauth2` are none. */
function isId(part: string): boolean {
  if (/^\d+$/.test(part)) return true;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part)) return true;
  return part.length >= 8 && /^[\w-]+$/.test(part) && (part.match(/\d/g)?.length ?? 0) >= 3;
}
