import { execFileSync } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "./measure.ts";
import { hour, inOrder, type Question, rowsOf } from "./questions.ts";

/** Files to be asked: the folder, and the paths of those that a side without a sense of names shall read. */
export interface Asked {
  archive: string;
  list: string;
  /** Only the hour, by the names of the files. */
  window: boolean;
}

export type Side = (question: Question, asked: Asked) => Program;

const project = join(import.meta.dirname, "../../..");

/** Compiles everybody as they would be shipped: reading TypeScript would cost more than many a question. */
export function buildSides(folder: string): void {
  cpSync(join(project, "package.json"), join(folder, "package.json"));
  cpSync(join(import.meta.dirname, "usage.mjs"), join(folder, "usage.mjs"));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  compile(folder, "cairn", { rootDir: join(project, "src"), include: [join(project, "src/cli/cairn.ts")] });
  const peers = ["peer-duckdb.ts", "peer-naive.ts"].map((file) => join(import.meta.dirname, file));
  compile(folder, "peers", { rootDir: import.meta.dirname, include: peers });
}

function compile(
  folder: string,
  name: string,
  { rootDir, include }: { rootDir: string; include: string[] },
): void {
  const settings = join(folder, `${name}.json`);
  const compilerOptions = {
    noEmit: false,
    noEmitOnError: false,
    rootDir,
    outDir: join(folder, name),
    typeRoots: [join(project, "node_modules/@types")],
  };
  writeFileSync(
    settings,
    JSON.stringify({ extends: join(project, "tsconfig.json"), compilerOptions, include, exclude: [] }),
  );
  try {
    execFileSync("npx", ["tsc", "-p", settings], { cwd: project, stdio: "pipe" });
  } catch {
    // Types are for `npm run verify` to check; what was emitted runs.
  }
}

function nodeProgram(folder: string, argv: string[]): Pick<Program, "command" | "argv"> {
  return { command: process.execPath, argv: ["--import", join(folder, "usage.mjs"), ...argv] };
}

export const cairnSide =
  (folder: string): Side =>
  (question, { archive, window }) => {
    const words = ["query", "--archive", archive, "--file", "-", "--json"];
    const within = window ? ["--from", hour.from, "--to", hour.to] : [];
    return {
      ...nodeProgram(folder, [join(folder, "cairn/cli/cairn.js"), ...words, ...within]),
      stdin: question.yaml,
      rows(stdout) {
        const { rows }: { rows: Record<string, unknown>[] } = JSON.parse(stdout);
        return inOrder(rows.map((row) => question.columns.map((column) => String(row[column]))));
      },
    };
  };

export function hasDuckdb(): boolean {
  try {
    import.meta.resolve("@duckdb/node-api");
    return true;
  } catch {
    return false;
  }
}

export const duckdbSide = (folder: string): Side => peer(folder, "peer-duckdb");
export const naiveSide = (folder: string): Side => peer(folder, "peer-naive");

function peer(folder: string, name: string): Side {
  return (question, { list, window }) => ({
    ...nodeProgram(folder, [join(folder, `peers/${name}.js`), question.id, list, window ? "hour" : "all"]),
    rows: (stdout) => JSON.parse(stdout),
  });
}

export function hasJq(): boolean {
  try {
    execFileSync("jq", ["--version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

/** As one does in a shell: two at a time, each into a file of its own, because lines written to one pipe get mixed. */
export const jqSide =
  (folder: string): Side =>
  (question, { list, window }) => {
    const inHour = `select(.eventTime >= "${hour.from}" and .eventTime <= "${hour.to}") | `;
    const out = join(folder, "jq");
    const script = `rm -rf "${out}"; mkdir "${out}"; xargs -P 2 -n 40 sh -c 'zcat "$@" | jq -c "$FILTER" > "$OUT/$$"' sh < "${list}"; cat "${out}"/*`;
    return {
      command: "env",
      argv: [`OUT=${out}`, `FILTER=.Records[] | ${window ? inHour : ""}${question.jq}`, "sh", "-c", script],
      rows: (stdout) =>
        rowsOf(
          stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)])),
          question,
        ),
    };
  };
