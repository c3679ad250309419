import { expect, SAMPLE, test } from './application';

for (const theme of ['light', 'dark'] as const) {
  test(`follows the ${theme} theme`, async ({ launch }) => {
    const app = await launch({ theme });
    await app.waitFor('empty');
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme);
  });
}

test('changes the theme with the system', async ({ launch }) => {
  const app = await launch();
  await app.waitFor('empty');
  for (const theme of ['light', 'dark', 'light'] as const) {
    await app.electron.evaluate(({ nativeTheme }, wish) => (nativeTheme.themeSource = wish), theme);
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme);
  }
});

test('a theme that was chosen stays, whatever the system wishes, and is remembered', async ({ launch }) => {
  const app = await launch();
  await app.waitFor('empty');
  const html = app.page.locator('html');
  const source = () => app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  await app.menu('theme.light');
  await expect(html).toHaveAttribute('data-theme', 'light');
  // From here on what was chosen is kept, and the system's own menus have it too.
  await expect.poll(source).toBe('light');
  await app.electron.evaluate(({ nativeTheme }) => (nativeTheme.themeSource = 'dark'));
  const systemIsDark = () => app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await expect.poll(systemIsDark).toBe(true);
  await expect(html).toHaveAttribute('data-theme', 'light');
  await app.menu('theme.contrast');
  await expect(html).toHaveAttribute('data-theme', /^contrast/);
  await expect.poll(source).toBe('system');
  await app.electron.close();
  const second = await launch();
  await second.waitFor('empty');
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', /^contrast/);
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

test('nobody but the page itself may call, and nothing but the built page is served', async ({ launch }) => {
  const app = await launch();
  await app.waitFor('empty');
  const seen = await app.page.evaluate(async () => {
    const status = (url: string) =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    const frame = document.createElement('iframe');
    frame.src = 'index.html';
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const inner = frame.contentWindow as (Window & { loadscope?: unknown }) | null;
    let bridge = false;
    try {
      bridge = inner?.loadscope !== undefined;
    } catch {
      // Another origin: that is what is wanted.
    }
    frame.remove();
    const outside = ['../main/index.cjs', '%2e%2e/main/index.cjs', '..%2fmain/index.cjs', '%00', '%E0%A4%A'];
    return {
      bridge,
      served: await Promise.all(outside.map((path) => status(path))),
      otherHost: await status('loadscope://elsewhere/index.html'),
      page: await status('index.html'),
    };
  });
  expect(seen).toEqual({
    bridge: false,
    served: [false, false, false, false, false],
    otherHost: false,
    page: true,
  });
  app.complaints.length = 0;
});

test('a page that crashes comes back with its kernel', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const back = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()));
    contents?.forcefullyCrashRenderer();
    return back;
  });
  // Playwright lets go of a page that has crashed, so the window is asked from the main process.
  const shownState = () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const script = 'document.documentElement.dataset.appState';
      return BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script) as Promise<string>;
    });
  await expect.poll(shownState).toBe('ready');
  expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
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

test('reloads with another release of the loader, by the keyboard alone', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const release = app.page.getByRole('button', { name: 'Release of the loader' });
  await expect(release).toHaveText('Loader 0.11.8');
  await release.focus();
  await app.page.keyboard.press('Enter');
  await expect(app.page.getByRole('menuitem', { name: 'Reload with 0.11.8' })).toBeFocused();
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('Enter');
  await expect(release).toHaveText('Loader 0.11.17');
  await app.waitFor('ready');
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

test('the title bar opens the application’s own menus', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.electron.evaluate(({ Menu }) => {
    const shown: string[] = [];
    (globalThis as { shownMenus?: string[] }).shownMenus = shown;
    for (const item of Menu.getApplicationMenu()?.items ?? []) {
      item.submenu?.on('menu-will-show', () => shown.push(item.id));
    }
  });
  await app.page.getByRole('navigation', { name: 'Menu' }).getByText('Run', { exact: true }).click();
  await expect
    .poll(() => app.electron.evaluate(() => (globalThis as { shownMenus?: string[] }).shownMenus))
    .toEqual(['run']);
  await app.electron.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.getMenuItemById('run')?.submenu?.closePopup(),
  );
});

test('the title bar minimises, maximises and closes', async ({ launch }) => {
  const app = await launch();
  await app.waitFor('empty');
  // Under a display without a window manager nothing minimises: what counts is that the window is asked to.
  const window = await app.electron.browserWindow(app.page);
  await window.evaluate((browser) => {
    const asked: string[] = [];
    (globalThis as { asked?: string[] }).asked = asked;
    browser.minimize = () => void asked.push('minimise');
    browser.maximize = () => void asked.push('maximise');
  });
  for (const name of ['Minimise', 'Maximise']) await app.page.getByRole('button', { name }).click();
  await expect
    .poll(() => app.electron.evaluate(() => (globalThis as { asked?: string[] }).asked))
    .toEqual(['minimise', 'maximise']);
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
  // Later than this call, which could not answer once the page is gone.
  const close = app.page.getByRole('button', { name: 'Close' });
  await close.evaluate((button: HTMLElement) => void setTimeout(() => button.click(), 50));
  expect(await ended).toBe(0);
});

test('at 200 % what has the keyboard has the room, and no part lies upon another', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    window.setContentSize(1440, 900);
    window.webContents.setZoomFactor(2);
  });
  const { page } = app;
  await expect.poll(() => page.evaluate(() => innerHeight)).toBe(450);
  const box = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((one) => {
        const { top, bottom, height } = one.getBoundingClientRect();
        return { top, bottom, height };
      });
  await page.keyboard.press('Control+Alt+i');
  await expect
    .poll(async () => (await box('[data-panel=disassembly] [role=listbox]')).height)
    .toBeGreaterThan(60);
  await page.keyboard.press('Control+1');
  await expect.poll(async () => (await box('[data-panel=memory]')).height).toBeGreaterThan(120);
  await page.keyboard.press('Control+Alt+v');
  const ranges = '[data-panel=space] [aria-label="Merged ranges"]';
  await expect(page.locator(ranges).first()).toBeVisible();
  await expect.poll(async () => (await box(ranges)).height).toBeGreaterThan(100);
  const strips = await box('[aria-label="Address space strips"]');
  expect(strips.top).toBeGreaterThanOrEqual((await box(ranges)).bottom);
});
