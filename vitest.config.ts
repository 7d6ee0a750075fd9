import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// The SDK would tell each test that it will need Node 22 from 2027 on.
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

const slow = "src/cli/runbook/runbook-shipped.test.ts";

/** They wait for Slack's pace or for processes: begun last, they would keep everybody waiting for them alone. */
const longest = [
  "browser/incident",
  "browser/gallery",
  "integration/main-job",
  "integration/cli-lines",
  "integration/queue",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.includes(`test/${name}.test.`));
      return at === -1 ? longest.length : at;
    };
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          env,
          // Pure code keeps nothing between files, so each may find the modules loaded: four times faster.
          isolate: false,
          pool: "threads",
          // Seconds on a machine with a desk of its own; a generated thousand of cases may take longer on a busy one.
          testTimeout: 20_000,
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
          // A third of their time is waiting for processes and for Slack's pace: two cores do three at a time.
          maxWorkers: 3,
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
          // Beside the integration tests: a person at the screen waits even more.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
