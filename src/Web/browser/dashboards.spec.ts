import type { Page } from '@playwright/test';
import { isAccessible } from './accessible';
import { ask, expect, test } from './page';
import { range } from './records';

const panel = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

test('the dashboards that came with the program answer', async ({ page }) => {
  await page.goto(`/dashboards?${range}`);

  for (const name of ['API performance', 'AI model performance', 'Slow-query heat map', 'Ingest and pipeline health']) {
    await expect(page.getByRole('link', { name })).toBeVisible();
  }

  await page.getByRole('link', { name: 'Ingest and pipeline health' }).click();
  await expect(panel(page, 'Records')).toContainText('511');
  await expect(page.getByRole('img', { name: 'Records by severity' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeHidden();
});

test('a variable narrows every panel', async ({ page }) => {
  await page.goto(`/dashboards/ingest-and-pipeline?${range}`);
  await expect(panel(page, 'Records')).toContainText('511');

  await page
    .getByRole('searchbox', { name: 'service' })
    .or(page.getByRole('combobox', { name: 'service' }))
    .fill('auth');
  await page.keyboard.press('Enter');

  await expect(panel(page, 'Records')).toContainText('50');
  await expect(page).toHaveURL(/var-service=auth/);
});

test('a dashboard is made, arranged with keys, stored and removed', async ({ page }) => {
  await page.goto(`/dashboards?${range}`);
  await page.getByRole('button', { name: 'New dashboard' }).click();
  await page.getByRole('button', { name: 'Edit this dashboard' }).click();

  for (const title of ['First', 'Second']) {
    await page.getByRole('button', { name: 'Add a panel' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.getByRole('button', { name: 'Done' }).click();
  }

  const left = async (title: string) => (await panel(page, title).boundingBox())?.x ?? 0;
  expect(await left('First')).toBeLessThan(await left('Second'));
  await page.getByRole('button', { name: /^Move First/ }).focus();
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('ArrowRight');
  }

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Dashboard saved.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('img', { name: 'First' })).toBeVisible();
  expect(await left('First')).toBeGreaterThan(300);

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/dashboards\?/);
  await expect(page.getByRole('link', { name: 'New dashboard' })).toBeHidden();
});

test('a panel is dragged by its head and grown by its corner', async ({ page }) => {
  await page.goto(`/dashboards/api-performance?${range}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /^Make a copy/ }).click();
  await page.getByRole('heading', { name: 'API performance (copy)' }).waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const before = await panel(page, 'Requests').boundingBox();

  await page.getByRole('button', { name: /^Move Requests:/ }).hover();
  await page.mouse.down();
  await page.mouse.move(before!.x + 300, before!.y + 12, { steps: 5 });
  await page.mouse.up();

  expect((await panel(page, 'Requests').boundingBox())!.x).toBeGreaterThan(before!.x + 150);
  await page.getByRole('button', { name: 'Discard' }).click();
  expect((await panel(page, 'Requests').boundingBox())!.x).toBe(before!.x);
});

test('the result of a search becomes a panel', async ({ page }) => {
  await page.goto(`/?${range}`);
  await ask(page, '* | timeseries count() by service');

  await page.getByRole('button', { name: 'Add to a dashboard' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('By service');
  await page.getByRole('combobox', { name: 'Dashboard' }).selectOption('A new one of this title');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Added to By service.')).toBeVisible();

  await page.goto(`/dashboards/by-service?${range}`);
  await expect(page.getByRole('img', { name: 'By service' })).toBeVisible();
});

test('the pages of dashboards are accessible', async ({ page }) => {
  await page.goto(`/dashboards?${range}`);
  await page.getByRole('link', { name: 'API performance', exact: true }).waitFor();
  await isAccessible(page);

  await page.goto(`/dashboards/api-performance?${range}`);
  await page.getByRole('img', { name: 'Requests by service' }).waitFor();
  await isAccessible(page);
});
