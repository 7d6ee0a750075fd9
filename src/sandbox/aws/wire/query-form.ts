type Tree = { [name: string]: Tree | string };

/**
 * Reads form-encoded query parameters: `A.member.1.B=x` and the flattened `A.1.B=x` both become
 * `{ A: [{ B: "x" }] }`. Values stay text.
 */
export function readForm(form: URLSearchParams): Record<string, unknown> {
  const tree: Tree = Object.create(null);
  for (const [name, value] of form) {
    if (name === "Action" || name === "Version") continue;
    plant(tree, name.split("."), value);
  }
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, grown(branch)]));
}

function plant(tree: Tree, [head = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  const branch = tree[head];
  const next: Tree = typeof branch === "object" ? branch : Object.create(null);
  tree[head] = next;
  plant(next, rest, value);
}

function grown(branch: Tree | string): unknown {
  if (typeof branch === "string") return branch;
  const members = branch.member;
  if (typeof members === "object" && Object.keys(branch).length === 1) return grown(members);
  const names = Object.keys(branch);
  if (names.every((name) => /^\d+$/.test(name))) {
    return names.sort((a, b) => Number(a) - Number(b)).map((name) => grown(branch[name] ?? ""));
  }
  return Object.fromEntries(names.map((name) => [name, grown(branch[name] ?? "")]));
}
