import { defineConfig } from 'vitest/config'

const excluded = ['**/node_modules/**', '**/dist/**']
// A browser and a server on a busy machine take longer than a second for what they do at once otherwise.
const expect = { poll: { timeout: 15_000 } }

// Three projects: what needs Node and PostgreSQL; the logic of the two pages; and the journeys through a real browser, which
// scripts/test.mjs runs afterwards so that they do not fight over the processor.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'server',
          include: [
            'server/**/*.test.ts',
            'contract/**/*.test.ts',
            'widget/src/**/*.test.ts',
            'emulators/**/*.test.ts',
            'chaos/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: excluded,
          globalSetup: ['server/testing/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          expect,
        },
      },
      {
        test: {
          name: 'pages',
          include: ['dashboard/src/**/*.test.{ts,tsx}', 'widget/src/**/*.test.{ts,tsx}'],
          exclude: excluded,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          // These write the README's pictures: only for who wants them anew.
          exclude: process.env.PARLEY_SCREENSHOTS ? excluded : [...excluded, 'e2e/screenshots.test.ts'],
          globalSetup: ['server/testing/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          expect,
        },
      },
    ],
  },
})
