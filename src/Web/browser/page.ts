import { expect, test as base, type Page } from '@playwright/test';

/** A page of the host that must not complain: whatever lands in the console as an error fails the test. */
export const test = base.extend<{ complaints: string[] }>({
  baseURL: async ({}, provide) => {
    await provide(process.env.MONOLITH_URL ?? '');
  },
  complaints: [
    async ({ page }, provide) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // An answer of 400 or 401 is said to the user; the browser says it once more by itself.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(message.text());
        }
      });
      await provide(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export function rows(page: Page) {
  return page.getByRole('grid', { name: 'Records' }).locator('[role=row][aria-selected]');
}

/** Writes a query into the search bar in place of the one that is there, and runs it. */
export async function ask(page: Page, query: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Query' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.insertText(query);
  await expect(page.getByRole('textbox', { name: 'Query' })).toHaveText(query);
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.get('query')).toBe(query);
}

export async function hasRecords(page: Page, count: number): Promise<void> {
  await expect(page.getByText(`${count.toLocaleString('en')} records`, { exact: true })).toBeVisible();
}
