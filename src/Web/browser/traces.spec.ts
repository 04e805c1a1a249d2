import type { Page } from '@playwright/test';
import { isAccessible } from './accessible';
import { expect, test } from './page';
import { shopRange, traceId } from './shop';

const waterfall = (page: Page) => page.getByRole('treegrid');
const spans = (page: Page) => waterfall(page).getByRole('row');
const details = (page: Page) => page.getByRole('complementary', { name: 'Details of the span' });

test('a trace is found by its service and opened', async ({ page }) => {
  await page.goto(`/traces?${shopRange}`);

  await page.getByLabel('Service').fill('orders');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/service=orders/);
  await page.getByRole('link', { name: 'POST /checkout' }).click();

  await expect(spans(page)).toHaveCount(5);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('POST /checkout');
});

test('the slowest are asked of the server, which knows those that are not loaded', async ({ page }) => {
  await page.goto(`/traces?${shopRange}`);
  const asked = page.waitForRequest(/\/api\/v1\/traces\?.*order=slowest/);

  await page.getByRole('button', { name: 'Slowest' }).click();

  await asked;
  await expect(page.getByRole('link', { name: 'POST /checkout' })).toBeVisible();
});

test('a filter that nothing fits says so', async ({ page }) => {
  await page.goto(`/traces?${shopRange}&min=1h`);

  await expect(page.getByText('No such traces in this range')).toBeVisible();
});

test('the details of a span have its attributes, its message and its logs', async ({ page }) => {
  await page.goto(`/traces/${traceId}`);

  await spans(page).filter({ hasText: 'INSERT orders' }).click();

  await expect(details(page)).toContainText('deadlock detected');
  await expect(details(page)).toContainText('postgresql');
  await expect(details(page)).toContainText('deadlock while storing order o-4711');
  await expect(page).toHaveURL(/span=0000000000000005/);
});

test('a trace is walked through with keys', async ({ page }) => {
  await page.goto(`/traces/${traceId}`);
  await spans(page).first().waitFor();

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(spans(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('e');
  await expect(spans(page).filter({ hasText: 'POST /orders' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('o');
  await expect(details(page)).toContainText('o-4711');
  await page.keyboard.press('Escape');
  await expect(details(page)).toBeHidden();
  await waterfall(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(spans(page)).toHaveCount(4);
  await page.keyboard.press('ArrowRight');
  await expect(spans(page)).toHaveCount(5);
});

test('spans are found by their attributes', async ({ page }) => {
  await page.goto(`/traces/${traceId}`);
  await spans(page).first().waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('postgresql');

  await expect(page.getByText('1 found')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(spans(page).filter({ hasText: 'INSERT orders' })).toHaveAttribute('aria-selected', 'true');
});

test('the logs of a trace are beside their spans', async ({ page }) => {
  await page.goto(`/traces/${traceId}`);

  await page.getByRole('button', { name: 'Logs 2' }).click();
  await expect(page.getByRole('region', { name: 'Logs of the trace' }).getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'INSERT orders' }).click();

  await expect(details(page)).toContainText('deadlock detected');
});

test('a drag over the times looks closer', async ({ page }) => {
  await page.goto(`/traces/${traceId}`);
  const bar = await spans(page).first().getByRole('gridcell').nth(1).boundingBox();

  await page.mouse.move(bar!.x + bar!.width * 0.1, bar!.y + 60);
  await page.mouse.down();
  await page.mouse.move(bar!.x + bar!.width * 0.2, bar!.y + 60);
  await page.mouse.move(bar!.x + bar!.width * 0.5, bar!.y + 60);
  await page.mouse.up();

  // What took place before is an arrow that says so.
  await expect(spans(page).filter({ hasText: 'render' })).toContainText('←');
  await page.keyboard.press('0');
  await expect(spans(page).filter({ hasText: 'render' })).not.toContainText('←');
});

test('a trace of 100,000 spans is walked through to its end', async ({ page }) => {
  await page.route('**/api/v1/traces/large', (route) => route.fulfill({ json: { spans: manySpans(100_000) } }));
  await page.route('**/api/v1/traces/large/logs', (route) => route.fulfill({ json: { records: [] } }));
  await page.goto('/traces/large');
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '100000');

  await waterfall(page).focus();
  const began = Date.now();
  await page.keyboard.press('End');
  // The last child of the last child, and so on.
  await expect(page.getByText('step 11110', { exact: true })).toBeVisible();
  await page.keyboard.press('Home');
  await expect(page.getByText('step 0', { exact: true })).toBeVisible();

  // Wide, for busy machines; and only what is in sight is there.
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(await spans(page).count()).toBeLessThan(100);
});

test('the pages of traces are accessible', async ({ page }) => {
  await page.goto(`/traces?${shopRange}`);
  await page.getByRole('link', { name: 'POST /checkout' }).waitFor();
  await isAccessible(page);

  await page.goto(`/traces/${traceId}?span=0000000000000005`);
  await details(page).getByText('postgresql').waitFor();
  await isAccessible(page);
});

function manySpans(count: number): object[] {
  const began = Date.parse('2026-03-04T05:06:07.000Z');
  return Array.from({ length: count }, (_, i) => ({
    trace_id: 'large',
    span_id: `${i}`,
    ...(i === 0 ? {} : { parent_span_id: `${Math.floor((i - 1) / 10)}` }),
    name: `step ${i}`,
    kind: 'internal',
    service: `service-${i % 7}`,
    timestamp: new Date(began + i / 100).toISOString(),
    duration_ms: i === 0 ? 2000 : 5,
    status: 'unset',
    attributes: {},
    resource: {},
    events: [],
    links: [],
  }));
}
