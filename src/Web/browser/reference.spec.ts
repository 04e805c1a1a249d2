import { isAccessible } from './accessible';
import { expect, test } from './page';

test('an endpoint is found by its words, and says what it takes and answers', async ({ page }) => {
  await page.goto('/docs/api');

  await page.getByRole('searchbox', { name: 'Find an endpoint' }).fill('post query/explain');
  await page.getByText('/api/v1/query/explain').click();

  await expect(page.getByRole('heading', { name: 'Body: application/json' })).toBeVisible();
  await expect(page.getByText('/problems/invalid-query')).toBeVisible();
});

test('the reference is accessible', async ({ page }) => {
  await page.goto('/docs/api');
  await page.getByText('/api/v1/query/explain').click();

  await isAccessible(page);
});
