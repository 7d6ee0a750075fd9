import { migrate } from "../../src/store/migrate.ts";

await migrate(process.argv[2] ?? "");
