import { render } from '@testing-library/react';
import i18next from 'i18next';
import { expect, test } from 'vitest';
import { DeviceIcon } from '../../src/features/account/devices/device-icon';
import { deviceName } from '../../src/features/account/devices/device-name';

const nameOf = (userAgent: string, browser: string | null = null, system: string | null = null) =>
  deviceName(i18next.t, { userAgent, browser, system });

test('a device is called by its browser and system', () => {
  expect(nameOf('any', 'Firefox', 'Linux')).toBe('Firefox on Linux');
  expect(nameOf('any', null, 'Linux')).toBe('Linux');
});

test('an unknown device shows the start of what the client calls itself, and never that alone', () => {
  expect(nameOf('MyScript/1.0 (+https://example.org)')).toBe('Unknown device (MyScript/1.0)');
  expect(nameOf('x'.repeat(500))).toBe(`Unknown device (${'x'.repeat(40)})`);
  expect(nameOf('')).toBe('Unknown device');
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1', 'mobile'],
  ['Mozilla/5.0 (Linux; Android 16; K) Chrome/156.0.0.0 Mobile Safari/537.36', 'mobile'],
  ['Mozilla/5.0 (Linux; Android 16; K) Chrome/156.0.0.0 Safari/537.36', 'tablet'],
  ['Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1', 'tablet'],
  ['Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36', 'desktop'],
])('the icon of %s is that of its kind', (userAgent, kind) => {
  const { container } = render(<DeviceIcon userAgent={userAgent} />);
  expect(container.querySelector('svg')).toHaveClass(`tabler-icon-device-${kind}`);
});
