import { test } from 'tap';
import { deviceOf } from '../../src/sessions/device.ts';

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const CHROMIUM = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const NT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9)';

test('the device is recognized from the User-Agent header', async (t) => {
  for (const [userAgent, browser, platform] of [
    [`${NT} ${CHROMIUM} Safari/537.36`, 'Chrome', 'Windows'],
    [`${NT} ${CHROMIUM} Safari/537.36 Edg/142.0.0.0`, 'Edge', 'Windows'],
    [`${NT} ${CHROMIUM} Safari/537.36 OPR/110.0.0.0`, 'Opera', 'Windows'],
    ['Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox', 'Windows'],
    [`${MAC} ${WEBKIT} Version/18.1 Safari/605.1.15`, 'Safari', 'macOS'],
    [`${IPHONE} ${WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1`, 'Safari', 'iPhone'],
    [`${IPHONE} ${WEBKIT} CriOS/142.0 Mobile/15E148 Safari/604.1`, 'Chrome', 'iPhone'],
    [`${IPHONE} ${WEBKIT} FxiOS/145.0 Mobile/15E148 Safari/605.1.15`, 'Firefox', 'iPhone'],
    [`${ANDROID} ${CHROMIUM} Mobile Safari/537.36`, 'Chrome', 'Android'],
    [`${ANDROID} ${CHROMIUM} Mobile Safari/537.36 EdgA/142.0`, 'Edge', 'Android'],
    [`${ANDROID} SamsungBrowser/28.0 ${CHROMIUM} Mobile Safari/537.36`, 'Samsung Internet', 'Android'],
    [`Mozilla/5.0 (X11; CrOS x86_64 16093) ${CHROMIUM} Safari/537.36`, 'Chrome', 'ChromeOS'],
    [`Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/142.0.0.0 Safari/537.36`, 'Chrome', 'Linux'],
    [`${MAC} ${WEBKIT} ZoomWebKit/1.0 ZoomApps/1.0`, 'Zoom', 'macOS'],
    [`Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) ${WEBKIT} Version/18.1 Safari/604.1`, 'Safari', 'iPad'],
    [`${NT} Zoom/6.2`, 'Zoom', 'Windows'],
    ['curl/8.5.0', null, null],
    ['', null, null],
    [undefined, null, null],
  ] as const)
    t.strictSame(deviceOf(userAgent), { browser, platform }, userAgent ?? 'none');
});

test('only the start of a very long header is examined', async (t) => {
  t.strictSame(deviceOf(`Version/${'a '.repeat(100_000)}`), { browser: null, platform: null });
  t.strictSame(deviceOf(`${'a '.repeat(246)}Firefox/`), { browser: 'Firefox', platform: null });
  t.strictSame(deviceOf(`${'a '.repeat(247)}Firefox/`), { browser: null, platform: null });
});
