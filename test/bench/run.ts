import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

// npm run bench -- NAME [options]: runs test/bench/NAME/bench.ts.
const [name = "", ...argv] = process.argv.slice(2);
const benches = readdirSync(import.meta.dirname).filter((folder) =>
  existsSync(join(import.meta.dirname, folder, "bench.ts")),
);
if (!benches.includes(name)) {
  process.stderr.write(`npm run bench -- NAME [--help], where NAME is one of: ${benches.join(", ")}\n`);
  process.exit(2);
}
const { run }: { run: (argv: string[]) => Promise<number> } = await import(`./${name}/bench.ts`);
process.exitCode = await run(argv);
