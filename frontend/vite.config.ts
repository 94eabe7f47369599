import react from "@vitejs/plugin-react";
import { compression } from "vite-plugin-compression2";
import { defineConfig } from "vitest/config";

const server = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [
    react(),
    // Beside each file, so that the server hands over what is ready instead of packing it for everybody anew.
    compression({ algorithms: ["gzip", "brotliCompress"], include: /\.(js|css|svg|ttf)$/ }),
  ],
  build: {
    outDir: "dist",
    assetsDir: "assets",
    // No data: URLs: the content security policy allows fonts and style sheets from our own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark() as it is: rewritten for older browsers, paper that stays bright would take the colours of the dark.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
  },
  server: {
    // The book's typeface lies with the PDF writer: one file for the page on the screen and on paper.
    fs: { allow: [".", "../storyboard/publishing/fonts"] },
    proxy: {
      "/api": server,
      "/media": server,
      "/login": server,
      "/logout": server,
      "/ws": { target: server, ws: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    // One worker and one page for all tests: starting a page takes longer than the tests in it.
    pool: "threads",
    maxWorkers: 1,
    isolate: false,
    unstubGlobals: true,
    // No test asserts a time: on a busy machine each may take longer.
    testTimeout: 60_000,
  },
});
