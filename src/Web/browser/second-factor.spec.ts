import { isAccessible } from './accessible';
import type { Host } from './host';
import { expect, test } from './page';
import { codeOf, fillInOwner, owner, startWithAccounts } from './people';

let host: Host & { link: string };

test.beforeAll(async () => {
  test.setTimeout(180_000);
  host = await startWithAccounts('--Monolith:Access:SecondFactorRequired=true');
});

test.afterAll(() => host.stop());

test('where a second factor is demanded every page leads to setting it up, and goes on then', async ({ page }) => {
  await fillInOwner(page, host.link);
  await page.getByRole('heading', { name: 'Set up a second factor to go on' }).waitFor();
  await isAccessible(page);
  await page.goto(`${host.url}/access/people`);
  await page.getByRole('heading', { name: 'Set up a second factor to go on' }).waitFor();

  await page.getByLabel('Your password, once more').fill(owner.password);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const secret = await page.getByLabel('The secret', { exact: true }).textContent();
  await page.getByLabel('The code that the app shows').fill(codeOf(secret ?? ''));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await page.getByRole('button', { name: 'I have them' }).click();

  await expect(page.getByRole('button', { name: `You: ${owner.email}` })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'People' })).toBeVisible();
});
