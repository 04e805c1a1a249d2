import { range } from './records';
import { expect, hasRecords, rows, test } from './page';

test('nothing sticks out at the side', async ({ page }) => {
  for (const path of ['/', '/traces', '/services', '/dashboards']) {
    await page.goto(`${path}?${range}`);
    await page.waitForLoadState('networkidle');

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});

test('records are read, opened and closed', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);

  await rows(page).first().click();
  await expect(page.getByRole('complementary', { name: 'Record' })).toContainText('after 9 tries');
  await page.getByRole('button', { name: 'Close (Esc)' }).click();

  await expect(rows(page).first()).toBeVisible();
});

test('facets are behind a button', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);

  await page.getByRole('button', { name: 'Facets' }).click();
  await page
    .getByRole('dialog', { name: 'Facets' })
    .getByRole('button', { name: /^payment/ })
    .click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await hasRecords(page, 1);
});
