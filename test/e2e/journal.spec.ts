import { readFileSync } from 'node:fs';
import { parseIsoDate } from '../../src-core/time.ts';
import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a condor is traded, closed, read in the journal, annotated, found, exported, and its file previewed as a statement', async ({ start, page }) => {
  test.slow();
  const terminal = await start({ flags: AFTERNOON });
  const script = await terminal.connect();
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await desk.clickCondor();
  await desk.at('ticket-natural').click();
  await desk.at('ticket-net').press('PageDown');
  await desk.reviewAndSend();
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED');

  await test.step('an open package is in the journal, and J goes there', async () => {
    await desk.showPanel('Positions');
    await desk.at('position-row').click();
    await desk.at('positions').getByRole('group', { name: 'Packages' }).focus();
    await page.keyboard.press('j');
    await expect(desk.at('journal-row')).toHaveAttribute('data-status', 'open');
    await expect(desk.at('journal-entry')).toContainText('iron condor');
    await expect(desk.at('journal-legs').locator('li')).toHaveCount(4);
  });

  await test.step('closed, it has both fills and adds up', async () => {
    await desk.showPanel('Positions');
    await desk.at('close-natural').click();
    await desk.at('close-confirm').click();
    await expect(desk.at('position-row')).toHaveAttribute('data-status', 'closed', { timeout: 60_000 });
    await page.keyboard.press('Shift+J');
    await expect(desk.at('journal-row')).toHaveAttribute('data-status', 'closed');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(desk.at('journal-timeline').locator('tr[data-kind="fill"]')).toHaveCount(2);
    const { rows, net } = await script.call('journal.list', {});
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row?.net).toBe((row?.realised ?? 0) - (row?.commission ?? 0) - (row?.fees ?? 0));
    expect(net).toBe(row?.net);
    const shown = ((row?.net ?? 0) / 10_000).toFixed(2).replace('-', '');
    await expect(desk.at('journal-entry-net')).toContainText(shown);
    await expect(desk.at('journal-sum')).toContainText(`1 package · net`);
  });

  await test.step('notes and tags are kept', async () => {
    await desk.at('journal-notes').fill('Closed early on the second test.');
    await expect(desk.at('journal-notes-state')).toContainText('saved');
    await desk.at('journal-tag-field').fill('plan followed');
    await page.keyboard.press('Enter');
    await expect(desk.at('journal-tag')).toHaveText(/plan followed/);
    await expect.poll(async () => (await script.call('journal.list', {})).rows[0]).toMatchObject({ notes: 'Closed early on the second test.', tags: ['plan followed'] });
    await page.reload();
    await expect(desk.at('status-connection')).toHaveText('connected');
    await page.keyboard.press('Shift+J');
    await expect(desk.at('journal-row')).toContainText('plan followed');
  });

  await test.step('it is found by its notes, and not by other words', async () => {
    await desk.at('journal-list').press('/');
    await page.keyboard.type('second condor');
    await expect(desk.at('journal-sum')).toContainText('1 package match');
    await page.keyboard.type(' butterfly');
    await expect(desk.at('journal')).toContainText('No package matches');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(desk.at('journal-row')).toHaveCount(1);
  });

  let csv = '';
  await test.step('the list is exported', async () => {
    await desk.at('journal-export').click();
    await desk.at('export-fills').check();
    const [download] = await Promise.all([page.waitForEvent('download'), desk.at('export-save').click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    csv = readFileSync(await download.path(), 'utf8');
    expect(csv.trim().split('\n').length).toBeGreaterThan(8);
    await expect(desk.at('export-progress')).toHaveAttribute('data-kind', 'done');
    await page.keyboard.press('Escape');
  });

  await test.step('the file is previewed as a statement, and nothing is imported', async () => {
    await desk.at('journal-import').click();
    await desk.at('import-file').setInputFiles({ name: 'journal.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await expect(desk.at('import-summary')).toContainText('Smart 0DTE');
    await expect(desk.at('import-totals')).toContainText('commission');
    await desk.page.keyboard.press('Escape');
    expect(await script.call('journal.imports', {})).toEqual([]);
    await desk.at('journal-import').click();
    await desk.at('import-file').setInputFiles({ name: 'nothing.csv', mimeType: 'text/csv', buffer: Buffer.from('this is no statement\n') });
    await expect(desk.at('import-problem')).toContainText('nothing.csv');
    await page.keyboard.press('Escape');
  });

  await test.step('the day goes on paper', async () => {
    const page = await script.call('performance.report', { date: parseIsoDate('2026-11-20'), format: 'html' });
    expect(Buffer.from(page.base64, 'base64').toString('utf8')).toContain('Closed early on the second test.');
    const pdf = await script.call('performance.report', { date: parseIsoDate('2026-11-20'), format: 'pdf' });
    expect(Buffer.from(pdf.base64, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  });
  script.close();
});
