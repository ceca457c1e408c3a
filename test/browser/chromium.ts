import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian's package puts it, unless `ACRCTL_CHROMIUM` says otherwise. */
const PATH = process.env['ACRCTL_CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * True where tests can ask a real browser. Where none is installed they are left out, which is said; with
 * `ACRCTL_NEEDS_CHROMIUM`, which CI sets, they run and fail.
 */
export const HAS_CHROMIUM = existsSync(PATH) || process.env['ACRCTL_NEEDS_CHROMIUM'] !== undefined;

if (!HAS_CHROMIUM)
  process.stderr.write(
    `There is no ${PATH}: not checked is how the page of --html looks and behaves in a browser (apt-get install chromium).\n`,
  );

/** A browser that asks nobody anything of its own; `more` are arguments on top. */
export function launchChromium(...more: readonly string[]): Promise<Browser> {
  const args = [
    ...more,
    ...[
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
    ...['--disable-component-update', '--disable-sync'],
  ];
  return chromium.launch({ executablePath: PATH, args });
}
