import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** A browser starts and prints in seconds; a machine under load needs many times that. */
const RENDER_TIMEOUT_MS = 120_000;
/** Nothing pure takes a second; a hook or a library that is loaded for the first time may. */
const PURE_TIMEOUT_MS = 20_000;

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.render.test.ts', 'test/**/*.conformance.test.ts'],
          testTimeout: PURE_TIMEOUT_MS,
        },
      },
      {
        test: {
          // Files that need the browser: one at a time, for two browsers on two cores measure each other.
          name: 'render',
          include: ['test/**/*.render.test.ts'],
          fileParallelism: false,
          testTimeout: RENDER_TIMEOUT_MS,
          hookTimeout: RENDER_TIMEOUT_MS,
        },
      },
      {
        test: {
          // Files that need the browser and, where Java and Maven are, veraPDF.
          name: 'conformance',
          include: ['test/**/*.conformance.test.ts'],
          fileParallelism: false,
          testTimeout: RENDER_TIMEOUT_MS,
          hookTimeout: RENDER_TIMEOUT_MS,
        },
      },
    ],
  },
});
export default config;
