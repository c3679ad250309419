/** The window's page: where it comes from, and the rules that hold for it. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session, type WebContents } from 'electron';

/** Own scheme of the built page: a real origin, unlike `file:`, so workers and CSP `'self'` mean something. */
const SCHEME = 'loadscope';
const HOST = 'app';
const PAGE_URL = `${SCHEME}://${HOST}/index.html`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

/** Styles may be inline: Monaco and Vue set them from script. Scripts may not. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Tells Chromium about the scheme; has to be called before the application is ready. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** The page's URL: the development server's in `npm run dev`, else the built one. */
export function pageUrl(developmentUrl: string | undefined): string {
  return developmentUrl ? new URL('index.html', `${developmentUrl}/`).href : PAGE_URL;
}

/** Whether `url` is the application's page (whatever its query or fragment); a frame without a page has none. */
export function isOwnPage(url: string, developmentUrl: string | undefined): boolean {
  const expected = new URL(pageUrl(developmentUrl));
  const actual = parseUrl(url);
  if (actual === null) return false;
  const isIndex = actual.pathname === expected.pathname || actual.pathname === '/';
  return actual.protocol === expected.protocol && actual.host === expected.host && isIndex;
}

function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/**
 * Serves the built page from `folder`. Electron 25 and newer have `protocol.handle`; 22 has the older function only.
 */
export function servePage(folder: string): void {
  const modern = protocol as { handle?: typeof protocol.handle };
  if (modern.handle) {
    modern.handle.call(protocol, SCHEME, async (request) => {
      const found = await pageFile(folder, request.url);
      if (!found) return new Response('not found', { status: 404 });
      return new Response(new Uint8Array(found.data), { headers: found.headers });
    });
    return;
  }
  protocol.registerBufferProtocol(SCHEME, (request, callback) => {
    const NET_ERROR_FILE_NOT_FOUND = -6;
    void pageFile(folder, request.url).then((found) => {
      if (found) callback({ data: found.data, mimeType: found.mimeType, headers: found.headers });
      else callback({ error: NET_ERROR_FILE_NOT_FOUND });
    });
  });
}

interface PageFile {
  readonly data: Buffer;
  readonly mimeType: string;
  readonly headers: Record<string, string>;
}

/** The file that a URL names; `null` where there is none, or where the URL is not for the built page. */
async function pageFile(folder: string, url: string): Promise<PageFile | null> {
  try {
    const { host, pathname } = new URL(url);
    const path = normalize(join(folder, decodeURIComponent(pathname)));
    const type = CONTENT_TYPES[extname(path)];
    if (host !== HOST || !path.startsWith(folder + sep) || type === undefined) return null;
    const headers = {
      'Content-Type': type,
      'Content-Security-Policy': POLICY.join('; '),
      'X-Content-Type-Options': 'nosniff',
    };
    return { data: await readFile(path), mimeType: type.split(';')[0] ?? type, headers };
  } catch {
    return null;
  }
}

/**
 * Gives the pages of the development server the policy of the built ones, and their socket for hot reload besides.
 */
export function applyDevelopmentPolicy(session: Session, developmentUrl: string): void {
  const { origin, host } = new URL(developmentUrl);
  const policy = POLICY.map((rule) => (rule.startsWith('connect-src') ? `${rule} ws://${host}` : rule));
  session.webRequest.onHeadersReceived({ urls: [`${origin}/*`] }, ({ responseHeaders }, answer) =>
    answer({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [policy.join('; ')] } }),
  );
}

/** Refuses every permission and every download; the page needs none. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}

/** Keeps a window on its page: no navigation, no further windows, no web views. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
