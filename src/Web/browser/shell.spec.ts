import { AxeBuilder } from '@axe-core/playwright';
import { range } from './records';
import { expect, rows, test } from './page';

test('everything can be reached with keys', async ({ page }) => {
  await page.goto(`/?${range}`);
  await rows(page).first().waitFor();

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Record' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Record' })).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Query' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Next record');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL(/\/traces\?/);
});

test('the palette finds a command by its words', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /^Commands/ }).waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('dark');
  await page.keyboard.press('Enter');

  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
});

test('the page is dark where the system is', async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const light = await ground();

  await page.emulateMedia({ colorScheme: 'dark' });

  expect(await ground()).not.toBe(light);
});

test('the range goes along from page to page', async ({ page }) => {
  await page.goto('/?from=now-2d');

  await page.getByRole('link', { name: 'Services' }).click();

  await expect(page).toHaveURL(/services\?.*from=now-2d/);
  await expect(page.getByRole('button', { name: /Last 2 days/ })).toBeVisible();
});

test('a time is chosen as people write it, and what is none is refused', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /Last 15 minutes/ }).click();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: 'From', exact: true })).toBeHidden();
  await page.getByRole('button', { name: /Last 15 minutes/ }).click();
  await page.getByRole('textbox', { name: 'From', exact: true }).fill('yesterday');
  await expect(page.getByRole('button', { name: 'Show', exact: true })).toBeDisabled();
  await page.getByRole('textbox', { name: 'From', exact: true }).fill('now-90m');
  await page.getByRole('button', { name: 'Show', exact: true }).click();

  await expect(page).toHaveURL(/from=now-90m/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const path of ['/', '/traces', '/services', '/dashboards']) {
    test(`${path} can be used by everybody, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${path}?${range}`);
      await expect(page.getByRole('main')).not.toBeEmpty();
      await page.waitForLoadState('networkidle');

      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();

      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
    });
  }
}

test('an open record can be used by everybody', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);
  await rows(page).first().click();
  await page.getByRole('tab', { name: 'Fields' }).waitFor();

  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();

  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});

test('where a key is needed the page asks for it, and sends it from then on', async ({ page }) => {
  await page.route('**/api/**', (route) => {
    const { authorization, ...headers } = route.request().headers();
    return authorization === 'Bearer the right key'
      ? route.continue({ headers })
      : route.fulfill({ status: 401, json: { type: '/problems/key-needed', title: 'A key is needed.', status: 401 } });
  });
  await page.goto(`/?${range}`);

  await page.getByLabel('Key', { exact: true }).fill('a wrong key');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('The key that was sent is not known here.');
  await page.getByLabel('Key', { exact: true }).fill('the right key');
  await page.getByRole('button', { name: 'Open', exact: true }).click();

  await rows(page).first().waitFor();
  await page.reload();
  await rows(page).first().waitFor();
});
