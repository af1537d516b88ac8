import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tarball } from './packed.js';
import { installed, library, output, unpacked } from './places.js';
import { sentinels } from './sentinels.js';

/** Packs safejwt-js as `npm publish` would and unpacks it as `npm install` does. Vitest calls it once. */
export default function pack(): void {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  const answer = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', output], {
    cwd: library,
    env: { ...process.env, ...sentinels },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(answer.toString()) as [{ filename: string }];
  renameSync(join(output, filename), tarball);
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', unpacked]);
  mkdirSync(dirname(installed));
  symlinkSync(unpacked, installed);
}
