import { isAccessible } from './accessible';
import { expect, test } from './page';
import { shopRange } from './shop';

test('services show how much, how well and how fast', async ({ page }) => {
  await page.goto(`/services?${shopRange}`);

  const orders = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'orders' }) });
  await expect(orders).toContainText('100 %');
  await orders.getByRole('link', { name: 'orders' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toContainText('orders');
  await expect(page.getByRole('img', { name: 'Errors of orders over time' })).toBeVisible();
  await expect(page.getByRole('link', { name: '/orders' })).toBeVisible();
});

test('the map says who calls whom, and is walked through with keys', async ({ page }) => {
  await page.goto(`/services?${shopRange}&show=map`);

  const storefront = page.getByRole('link', { name: /^storefront, .*calls orders/ });
  await storefront.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('link', { name: /^orders, / })).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/services\/orders/);
});

test('the map is a table too', async ({ page }) => {
  await page.goto(`/services?${shopRange}&show=map`);

  const calls = page.getByRole('table', { name: 'Calls between services' });
  await expect(calls.getByRole('row').filter({ hasText: 'storefront' })).toContainText('orders');
});

test('the pages of services are accessible', async ({ page }) => {
  await page.goto(`/services?${shopRange}`);
  await page.getByRole('link', { name: 'orders' }).waitFor();
  await isAccessible(page);

  await page.goto(`/services?${shopRange}&show=map`);
  await page.getByRole('link', { name: /^orders, / }).waitFor();
  await isAccessible(page);

  await page.goto(`/services/orders?${shopRange}`);
  await page.getByRole('img', { name: 'Duration of orders over time' }).waitFor();
  await isAccessible(page);
});
