import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The sandbox workspace's page. JSX through oxc, so that no esbuild install script is needed.
export default defineConfig({
  root: fileURLToPath(new URL("src/sandbox/slack/page", import.meta.url)),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("dist/sandbox-page", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
  },
});
