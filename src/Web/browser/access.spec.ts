import type { Browser, Cookie } from '@playwright/test';
import { isAccessible } from './accessible';
import { eventually } from './eventually';
import type { Host } from './host';
import { expect, test } from './page';
import { becomeOwner, codeOf, makeKey, owner, signIn, startWithAccounts } from './people';
import { send } from './records';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let host: Host & { link: string };
let cookies: Cookie[] = [];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  host = await startWithAccounts();
});

test.afterAll(() => host.stop());

test.beforeEach(async ({ context }) => {
  await context.addCookies(cookies);
});

test.afterEach(async ({ context }) => {
  ({ cookies } = await context.storageState());
});

test('the printed link makes the owner, once, and its token leaves the address', async ({ page }) => {
  await page.goto(`${host.url}/`);
  await expect(page.getByText('Monolith has printed a link')).toBeVisible();
  await page.goto(host.link);
  await page.getByRole('heading', { name: 'Become the owner' }).waitFor();
  expect(page.url()).not.toContain('token');
  await isAccessible(page);

  await becomeOwner(page, host.link);

  await page.goto(host.link);
  await page.getByRole('textbox', { name: 'E-mail' }).fill('mallory@example.org');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mallory');
  await page.getByLabel('New password').fill('another long password');
  await page.getByRole('button', { name: 'Make the account' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
});

test('who signs out is asked again, and signs in with the password', async ({ page }) => {
  await page.goto(`${host.url}/?query=anything`);
  await page.getByRole('button', { name: `You: ${owner.email}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Monolith' }).waitFor();
  await isAccessible(page);

  await page.getByRole('textbox', { name: 'E-mail' }).fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill('a wrong password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await signIn(page, owner);

  await expect(page.getByRole('textbox', { name: 'Query' })).toBeVisible();
});

test('a key is made, used and revoked', async ({ page }) => {
  const key = await makeKey(page, host.url, 'checkout in production', ['ingest']);
  const use = () =>
    fetch(`${host.url}/api/v1/logs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: '{"service":"checkout","message":"by key","user_id":"u-1"}',
    });

  expect((await use()).ok).toBe(true);
  await page
    .getByRole('row', { name: /checkout in production/ })
    .getByRole('button', { name: 'Revoke' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();

  await expect(page.getByRole('row', { name: /checkout in production/ })).toContainText('revoked');
  await eventually(async () => (await use()).status === 401, 'A revoked key still opens.');
});

test('a role hides a field, and who has it is told so', async ({ page, browser }) => {
  await page.goto(`${host.url}/access/new-role`);
  await page.getByLabel('Name', { exact: true }).fill('support');
  await page.getByLabel('What it is for').fill('First line');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Services').fill('checkout, pay*');
  await page.getByLabel('Fields that are hidden').fill('user_id');
  await expect(page.getByRole('region', { name: 'What they see' })).toContainText('rows of checkout, pay*');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'support' }).waitFor();

  const ingest = await makeKey(page, host.url, 'sender', ['ingest']);
  await send(host.url, [{ service: 'checkout', message: 'seen', user_id: 'u-1' }], ingest);
  await send(host.url, [{ service: 'auth', message: 'unseen' }], ingest);
  const key = await makeKey(page, host.url, 'support tool', ['support']);

  // A browser without the owner's session.
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${host.url}/`);
  await other.getByText('Use a key').click();
  await other.getByLabel('Key', { exact: true }).fill(key);
  await other.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(other.getByText('Your role does not show user_id').first()).toBeVisible();
  await other.getByRole('link', { name: 'Audit' }).click();
  await expect(other.getByRole('heading', { name: 'You may not see this page' })).toBeVisible();
  await expect(other.getByText('audit:read')).toBeVisible();
  await isAccessible(other);
  await other.context().close();
});

test('a role is looked at before it is given', async ({ page }) => {
  await page.goto(`${host.url}/access/view-as?roles=support`);

  await expect(page.getByRole('region', { name: 'They may', exact: true })).toContainText('logs:read');
  await expect(page.getByRole('region', { name: 'They may not' })).toContainText('access:manage');
  await expect(page.getByRole('region', { name: 'What they see' })).toContainText('user_id');
  await page.getByRole('checkbox', { name: /^auditor/ }).check();
  await expect(page.getByRole('region', { name: 'They may', exact: true })).toContainText('audit:read');
  await isAccessible(page);
});

test('people and teams are added, changed and shut out', async ({ page, browser }) => {
  await page.goto(`${host.url}/access/teams`);
  await page.getByRole('button', { name: 'New team' }).click();
  await page.getByLabel('Name', { exact: true }).fill('payments');
  await page.getByRole('checkbox', { name: /^support/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /payments/ })).toContainText('support');

  await page.goto(`${host.url}/access/people`);
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByLabel('E-mail').fill('bo@example.org');
  await page.getByLabel('Name', { exact: true }).fill('Bo');
  await page.getByRole('checkbox', { name: /^payments/ }).check();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const bo = page.getByRole('row', { name: /bo@example\.org/ });
  await expect(bo).toContainText('viewer');
  await expect(bo).toContainText('payments');
  const link = await page.getByLabel('The link', { exact: true }).textContent();
  await page.getByRole('button', { name: 'I have it' }).click();
  await choosePassword(browser, link ?? '');

  await bo.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: /^Disable/ }).click();
  await expect(bo).toContainText('disabled');
});

/** What somebody does who was given the link: in a browser of their own. */
async function choosePassword(browser: Browser, link: string): Promise<void> {
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await other.getByLabel('New password').fill('seven quiet green lamps');
  await isAccessible(other);
  await other.getByRole('button', { name: 'Choose it' }).click();
  await other.getByRole('heading', { name: 'Sign in to Monolith' }).waitFor();
  await signIn(other, { email: 'bo@example.org', password: 'seven quiet green lamps' });
  await expect(other.getByRole('button', { name: 'You: bo@example.org' })).toBeVisible();
  await other.context().close();
}

test('a second factor is set up by a code of the app', async ({ page }) => {
  await page.goto(`${host.url}/account`);
  await page.getByLabel('Your password, once more').fill(owner.password);
  await page.getByRole('button', { name: 'Set it up' }).click();
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await isAccessible(page);

  const secret = await page.getByLabel('The secret', { exact: true }).textContent();
  await page.getByLabel('The code that the app shows').fill(codeOf(secret ?? ''));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await isAccessible(page);
  await page.getByRole('button', { name: 'I have them' }).click();
  await expect(page.getByText('10 recovery codes were not used yet')).toBeVisible();
});

test('an entry of the trail is proved by the browser', async ({ page }) => {
  await page.goto(`${host.url}/audit?action=access.`);
  await page
    .getByRole('button', { name: /^Entry \d/ })
    .first()
    .click();

  await expect(page.getByRole('status').filter({ hasText: 'Proved' })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Checkpoints and anchors' }).click();
  await expect(page.getByRole('region', { name: 'Newest checkpoint' })).toContainText(/Covers [\d,]+ entries/);
  await isAccessible(page);
});

for (const path of [
  '/access/keys',
  '/access/people',
  '/access/service-accounts',
  '/access/teams',
  '/access/roles',
  '/access/roles/viewer',
  '/access/tenants',
  '/audit',
  '/account',
]) {
  test(`${path} can be used by everybody, and fits on a phone`, async ({ page }) => {
    await page.goto(`${host.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await isAccessible(page);

    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
}
