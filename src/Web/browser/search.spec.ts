import { correlation, now, perService, range, send, timeouts } from './records';
import { isAccessible } from './accessible';
import { ask, expect, hasRecords, rows, test } from './page';

const all = Object.values(perService).reduce((sum, count) => sum + count, 0) + timeouts + 1;

test('shows the newest records of the range, and says how many there are', async ({ page }) => {
  await page.goto(`/?${range}`);

  await hasRecords(page, all);
  await expect(rows(page).first()).toContainText('answered request');
});

test('a query finds words and is part of the address', async ({ page }) => {
  await page.goto(`/?${range}`);

  await ask(page, 'timeout service:checkout');

  await hasRecords(page, timeouts - 1);
  await expect(rows(page).first().locator('mark')).toHaveText('timeout');
  expect(new URL(page.url()).searchParams.get('query')).toBe('timeout service:checkout');
  await page.goBack();
  await hasRecords(page, all);
});

test('a query that is wrong is underlined, and what was meant is one click away', async ({ page }) => {
  await page.goto(`/?${range}`);

  await ask(page, 'severity>=warn | stats count( by service');

  await expect(page.getByRole('search').getByRole('alert')).not.toBeEmpty();
  await expect(page.locator('.q-wrong')).toBeVisible();
});

test('the query is completed from what there is', async ({ page }) => {
  await page.goto(`/?${range}`);

  await page.getByRole('textbox', { name: 'Query' }).pressSequentially('serv', { delay: 50 });
  await page.getByRole('option', { name: 'service' }).first().waitFor();
  await page.keyboard.press('Tab');

  await expect(page.getByRole('textbox', { name: 'Query' })).toHaveText('service:');
});

test('what is typed quickly stays as it was typed', async ({ page }) => {
  await page.goto(`/?${range}`);
  await hasRecords(page, all);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const query = page.getByRole('textbox', { name: 'Query' });
  await query.focus();

  await Promise.all([...'timeout of the payment'].map((letter) => page.keyboard.insertText(letter)));

  await expect(query).toHaveText('timeout of the payment');
});

test('numbers are answered with a table and a chart', async ({ page }) => {
  await page.goto(`/?${range}`);

  await ask(page, '| stats count() by service');

  await expect(page.getByRole('region', { name: 'Result' })).toContainText('payment');
  await expect(page.getByRole('columnheader', { name: 'service' })).toBeVisible();
  await ask(page, '| timeseries count() by service every 5m');
  await expect(page.locator('main canvas').first()).toBeVisible();
});

test('drawing over the histogram zooms in, and z zooms out again', async ({ page }) => {
  await page.goto(`/?${range}`);
  await hasRecords(page, all);
  const plot = page.getByRole('slider');
  const box = (await plot.boundingBox())!;

  await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 20, { steps: 4 });
  await page.mouse.up();

  await expect
    .poll(() => new URL(page.url()).searchParams.get('from'))
    .not.toBe(new Date(now - 1_800_000).toISOString());
  await expect(page.getByText(`${all} records`, { exact: true })).toBeHidden();
  const zoomed = Date.parse(new URL(page.url()).searchParams.get('to') ?? '');
  await page.keyboard.press('z');
  await expect.poll(() => Date.parse(new URL(page.url()).searchParams.get('to') ?? '')).toBeGreaterThan(zoomed);
});

test('a click on a severity asks for it alone', async ({ page }) => {
  await page.goto(`/?${range}`);

  await page.getByTitle('Only error').click();

  await hasRecords(page, timeouts);
});

test('facets count, include, exclude and take back', async ({ page }) => {
  await page.goto(`/?${range}`);
  const facets = page.getByRole('region', { name: 'Facets' });
  const payment = facets.getByRole('button', { name: /^payment/ });

  await payment.click();
  await hasRecords(page, perService.payment + 1);
  await payment.click();
  await hasRecords(page, all);
  await payment.hover();
  await facets.getByRole('button', { name: 'Not service:payment' }).click();

  await hasRecords(page, all - perService.payment - 1);
  await expect(page.getByRole('textbox', { name: 'Query' })).toHaveText('-service:payment');
});

test('a record is opened, filtered by, stepped through and closed', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);
  await hasRecords(page, timeouts);

  await rows(page).first().click();
  const panel = page.getByRole('complementary', { name: 'Record' });
  await expect(panel).toContainText('payment timeout after 9 tries');
  await page.keyboard.press('j');
  await expect(panel).toContainText('payment timeout after 8 tries');
  await panel.getByText('checkout', { exact: true }).last().hover();
  await panel.getByRole('button', { name: 'Only service:checkout' }).click();

  await hasRecords(page, timeouts - 1);
});

test('from a record it is one click to its whole correlation and to what was logged around it', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);
  await rows(page).first().click();
  const panel = page.getByRole('complementary', { name: 'Record' });

  await panel.getByRole('tab', { name: 'Around it' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(41);
  await panel.getByRole('tab', { name: 'Raw' }).click();
  await expect(panel.getByRole('tabpanel')).toContainText(`"correlation_id": "${correlation}"`);
  await panel.getByRole('button', { name: 'Whole correlation' }).click();

  await expect(page.getByRole('textbox', { name: 'Query' })).toHaveText(`correlation_id:${correlation}`);
  await hasRecords(page, timeouts + 1);
  await expect(rows(page).last()).toContainText('payment begins');
});

test('an attribute that is called like a field is meant as the attribute', async ({ page }) => {
  await page.goto(`/?from=${new Date(now - 12_600_000).toISOString()}&to=${new Date(now).toISOString()}`);
  await ask(page, 'service:gateway');
  await rows(page).first().click();
  const panel = page.getByRole('complementary', { name: 'Record' });

  await panel.getByText('anna', { exact: true }).hover();
  await panel.getByRole('button', { name: 'Only user:anna' }).click();

  await expect(page.getByRole('textbox', { name: 'Query' })).toHaveText('service:gateway "user":anna');
  await hasRecords(page, 1);
});

test('a body of a megabyte is cut in the table and whole in the details', async ({ page }) => {
  await page.goto(`/?${range}&query=service:bulk`);

  await rows(page).first().click();
  const panel = page.getByRole('complementary', { name: 'Record' });
  await panel.getByRole('button', { name: /Show all/ }).click();

  await expect(panel.locator('pre').first()).toContainText('x end');
  expect((await rows(page).first().textContent())!.length).toBeLessThan(1000);
});

test('columns are chosen, moved and shared by the address', async ({ page }) => {
  await page.goto(`/?${range}`);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('searchbox', { name: 'Find a field' }).fill('order.id');
  await page.getByRole('button', { name: 'order.id', exact: true }).click();
  await page.getByRole('button', { name: 'order.id further left' }).click();

  await expect(page.getByRole('columnheader')).toHaveText(['timestamp', 'severity', 'service', 'order.id', 'body']);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'order.id' })).toBeVisible();
});

test('records are shown as they come in, and wait while the view is paused', async ({ page, baseURL }) => {
  await page.goto(`/?query=service:live`);
  await page.getByRole('button', { name: 'Live' }).click();
  await expect(page.getByText('0 shown')).toBeVisible();

  // A tail shows what comes after it was opened, which the page is not told: so one is sent until one is seen.
  await expect(async () => {
    await send(baseURL!, [{ service: 'live', message: 'seen at once' }]);
    await expect(rows(page).first()).toContainText('seen at once', { timeout: 2000 });
  }).toPass();
  await page.keyboard.press('p');
  await send(baseURL!, [{ service: 'live', message: 'seen later' }]);
  await expect(page.getByText(/waiting/)).toBeVisible();
  await expect(rows(page).first()).toContainText('seen at once');
  await page.keyboard.press('p');
  await expect(rows(page).first()).toContainText('seen later');
});

test('a search that finds nothing says what to try', async ({ page }) => {
  await page.goto(`/?${range}&query=nowhere`);

  await expect(page.getByRole('heading', { name: 'Nothing matches in this range' })).toBeVisible();
  await page.getByRole('button', { name: 'Search without a query' }).click();
  await hasRecords(page, all);
});

test('a search is saved under a name and opened again', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);

  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('textbox', { name: 'Name of this search' }).fill('Timeouts');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Timeouts', exact: true })).toBeVisible();
  await page.goto('/');
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('button', { name: 'Timeouts', exact: true }).click();

  await hasRecords(page, timeouts);
});

test('a view is saved, opened, renamed, shared and deleted', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: (text: string) => Promise.resolve(void Object.assign(window, { copied: text })) },
    });
  });
  await page.goto(`/?${range}&query=timeout&columns=timestamp,body`);
  const views = page.getByRole('list', { name: 'Views' });
  const opener = page.getByRole('button', { name: 'Views' });

  await opener.click();
  await page.getByRole('textbox', { name: 'Name of a new view' }).fill('Short timeouts');
  await page.keyboard.press('Enter');
  await expect(views.getByRole('button', { name: 'Short timeouts', exact: true })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await isAccessible(page);

  await page.goto(`/?${range}`);
  await opener.focus();
  await page.keyboard.press('Enter');
  await views.getByRole('button', { name: 'Short timeouts', exact: true }).press('Enter');
  await hasRecords(page, timeouts);
  await expect(page.getByRole('columnheader')).toHaveText(['timestamp', 'body']);

  await opener.click();
  await views.getByRole('button', { name: 'Rename Short timeouts' }).click();
  await page.getByRole('textbox', { name: 'New name of Short timeouts' }).fill('Timeouts in short');
  await page.keyboard.press('Enter');
  await views.getByRole('button', { name: 'Copy a link to Timeouts in short' }).click();
  const link = await page.evaluate(() => (window as unknown as { copied: string }).copied);
  expect(new URL(link).searchParams.get('columns')).toBe('timestamp,body');

  await views.getByRole('button', { name: 'Delete Timeouts in short' }).click();
  await views.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(views.getByRole('listitem')).toHaveCount(0);
});

test('everything that is found can be downloaded', async ({ page }) => {
  await page.goto(`/?${range}&query=timeout`);

  await page.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'NDJSON' }).click();

  expect((await download).suggestedFilename()).toContain('.ndjson');
});
