import { defineConfig } from "vitest/config";

// The SDK would tell each test that it will need Node 22 from 2027 on.
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

const slow = "src/cli/runbook-shipped.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          env,
          // Pure code keeps nothing between files, so each may find the modules loaded: four times faster.
          isolate: false,
          pool: "threads",
          include: ["src/**/*.test.ts", "test/architecture.test.ts", "test/flows/**/*.test.ts"],
          exclude: [slow],
        },
      },
      {
        test: {
          name: "fuzz",
          env,
          // Pure code too, but a hundred thousand cases take longer than a unit test may.
          isolate: false,
          pool: "threads",
          include: ["test/fuzz/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "integration",
          env,
          // Every runbook on every story takes longer than a unit test may.
          include: ["test/integration/**/*.test.ts", slow],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Most of their time is waiting for processes and for Slack's pace.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          globalSetup: ["test/integration/one-postgres.ts"],
        },
      },
      {
        test: {
          name: "browser",
          env,
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
