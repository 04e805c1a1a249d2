import { gzipSync } from 'node:zlib';
import { send } from './records';
import { expect, hasRecords, rows, test } from './page';

const firstView = 350 * 1024;

test('the first view is below 350 kB, compressed with gzip', async ({ page }) => {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (/\.(js|css|html|svg)$|\/$/.test(new URL(response.url()).pathname)) {
      sizes.push(response.body().then((body) => gzipSync(body).length));
    }
  });

  await page.goto('/');
  await page.getByRole('textbox', { name: 'Query' }).waitFor();
  await page.waitForLoadState('networkidle');

  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: 'size', description: `${Math.round(total / 1024)} kB` });
  expect(total).toBeGreaterThan(50 * 1024);
  expect(total).toBeLessThan(firstView);
});

test('nothing is loaded from elsewhere, and nothing breaks the policy', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL!) && !request.url().startsWith('data:')) {
      strangers.push(request.url());
    }
  });

  await page.goto('/');
  await page.getByRole('textbox', { name: 'Query' }).waitFor();
  await page.waitForLoadState('networkidle');

  // What breaks the policy is an error in the console, which fails every test.
  expect(strangers).toEqual([]);
});

test('a table of a hundred thousand records scrolls without a pause', async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const count = 100_000;
  for (let sent = 0; sent < count; sent += 5000) {
    await send(
      baseURL!,
      Array.from({ length: 5000 }, (_, i) => ({ service: 'many', message: `record ${sent + i}` })),
    );
  }

  await expect(async () => {
    await page.goto('/?query=service:many');
    await hasRecords(page, count);
  }).toPass();
  await rows(page).first().waitFor();
  const table = page.getByRole('grid', { name: 'Records' });

  // To the end and on, until every page has been loaded.
  await expect
    .poll(
      async () => {
        await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return table.getAttribute('aria-rowcount');
      },
      { timeout: 120_000, intervals: [50] },
    )
    .toBe(String(count + 1));
  const drawn = await rows(page).count();

  expect(drawn).toBeLessThan(150);
});
