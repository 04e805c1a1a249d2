import { createHmac } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { eventually } from './eventually';
import { start, type Host } from './host';

/** The owner of the Monolith that has accounts. */
export const owner = { email: 'anna@example.org', name: 'Anna Example', password: 'four horses read maps' };

/** Starts a Monolith that has accounts, and nobody in it yet; answers the link that makes the owner. */
export async function startWithAccounts(...settings: readonly string[]): Promise<Host & { link: string }> {
  const host = await start('--Monolith:Access:LocalAccounts=true', ...settings);
  const link = () => /http:\S+\/set-up#token=\S+/.exec(host.output())?.[0];
  await eventually(() => Promise.resolve(link() !== undefined), 'The start prints no link to set up.');
  return { ...host, link: link() ?? '' };
}

export async function becomeOwner(page: Page, link: string): Promise<void> {
  await fillInOwner(page, link);
  await expect(page.getByRole('heading', { name: owner.name })).toBeVisible();
}

export async function fillInOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(owner.email);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(owner.name);
  await page.getByLabel('New password').fill(owner.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
}

export async function signIn(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Monolith' })).toBeHidden();
}

/** Makes a key on the page of keys, and answers it. */
export async function makeKey(page: Page, url: string, name: string, roles: readonly string[]): Promise<string> {
  await page.goto(`${url}/access/keys`);
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  await dialog.getByLabel('What it is for').fill(name);
  await dialog.getByRole('checkbox', { name: /^ingest/ }).uncheck();
  for (const role of roles) {
    await dialog.getByRole('checkbox', { name: new RegExp(`^${role}\\b`) }).check();
  }

  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const key = await page.getByLabel('The key', { exact: true }).textContent();
  await page.getByRole('button', { name: 'I have it' }).click();
  return key ?? '';
}

/** What an authenticator app shows (RFC 6238). */
export function codeOf(secret: string): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const number = mac.readUInt32BE(mac[mac.length - 1]! & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
