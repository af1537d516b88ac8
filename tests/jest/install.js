// Installs the built library as a project has it, because Jest treats what is below node_modules differently.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const library = join(import.meta.dirname, '..', '..', 'safejwt-js');
const installed = join(import.meta.dirname, 'node_modules', 'safejwt-js');

rmSync(installed, { recursive: true, force: true });
for (const name of ['package.json', 'dist']) cpSync(join(library, name), join(installed, name), { recursive: true });
