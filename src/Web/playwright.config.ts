import { defineConfig, devices } from '@playwright/test';

// As root Chromium has no sandbox; and it is to speak to nobody but the page's own host.
const launchOptions = {
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: 'browser',
  outputDir: '../../artifacts/web/browser',
  globalSetup: './browser/host.ts',
  // One host for all; what a test stores must not be in the way of another.
  workers: 1,
  timeout: 60_000,
  // A machine that does much else may stop a browser for longer than a test waits. What passes the second time is listed as flaky.
  retries: 1,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../../artifacts/web/playwright.json' }]],
  use: { launchOptions, trace: 'retain-on-failure', timezoneId: 'UTC', locale: 'en-GB' },
  projects: [
    { name: 'desk', use: { viewport: { width: 1280, height: 800 } }, testIgnore: '**/phone*' },
    { name: 'phone', use: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }, testMatch: '**/phone*' },
  ],
});
