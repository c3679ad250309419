import { expect, SAMPLE, test } from './application';

for (const theme of ['light', 'dark'] as const) {
  test(`follows the ${theme} theme`, async ({ launch }) => {
    const app = await launch({ theme });
    await app.waitFor('empty');
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme);
  });
}

test('changes the theme with the system', async ({ launch }) => {
  const app = await launch({ theme: 'light' });
  await app.waitFor('empty');
  await app.electron.evaluate(({ nativeTheme }) => (nativeTheme.themeSource = 'dark'));
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the page is isolated: no Node, no navigation, no windows, no permissions, a strict policy', async ({
  launch,
}) => {
  const app = await launch();
  await app.waitFor('empty');
  const seen = await app.page.evaluate(async () => {
    const page = globalThis as unknown as Record<string, unknown>;
    location.href = 'https://example.invalid/';
    const response = await fetch('index.html');
    return {
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => page[name] !== undefined),
      opened: window.open('https://example.invalid/') !== null,
      notifications: await Notification.requestPermission(),
      policy: response.headers.get('content-security-policy'),
    };
  });
  expect(seen).toMatchObject({ node: [], opened: false, notifications: 'denied' });
  expect(seen.policy).toContain("default-src 'none'; script-src 'self';");
  expect(app.page.url()).toMatch(/^loadscope:\/\/app\//);
});

test('wrong calls are answered with a failure, never with a crash', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const answers = await app.page.evaluate(() => {
    const call = window.loadscope.call as (name: string, params: unknown) => Promise<unknown>;
    return Promise.all([
      call('constructor', undefined),
      call('memory.pages', { space: 'physical', first: -1, count: 1, moment: 0 }),
      call('pageTable.walk', { virt: 'nonsense', moment: 0 }),
      call('document.open', { path: 'a\0b' }),
      call('time.where', { moment: 2 ** 60 }),
    ]);
  });
  const codes = answers.map((answer) => (answer as { failure?: { code: string } }).failure?.code);
  expect(codes[0]).toBe('call.unknown');
  expect(codes.slice(1)).toEqual(Array(4).fill('call.badParameters'));
});

test('menu commands reach the focused window', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.menu('move.first.back');
  await app.waitForMoment(0);
  await app.menu('move.into.forward');
  await app.waitForMoment(1);
  await app.menu('move.into.back');
  await app.waitForMoment(0);
});

test('remembers the layout over a restart', async ({ launch }) => {
  const layout = { sizes: { columns: [20, 60, 20] }, collapsed: ['stack'] };
  const first = await launch();
  await first.waitFor('empty');
  await first.page.evaluate((state) => window.loadscope.call('layout.set', state), layout);
  await first.electron.close();
  const second = await launch();
  await second.waitFor('empty');
  const remembered = await second.page.evaluate(() => window.loadscope.call('layout.get', undefined));
  expect(remembered).toMatchObject({ ok: true, value: { sizes: { columns: [20, 60, 20] } } });
});
