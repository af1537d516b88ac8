import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export const library = join(root, 'safejwt-js');
/** Inside the repository, so that the peer packages are found as in a project that has installed them. */
export const output = join(root, 'build', 'package');
export const unpacked = join(output, 'safejwt-js');
/** Where an app would have it; a link, because API Extractor takes all below a node_modules for somebody else's. */
export const installed = join(output, 'node_modules', 'safejwt-js');
/** The reports of the public API that are committed. */
export const reports = join(library, 'api');
/** Their pages in the documentation. */
export const pages = join(root, 'docs', 'reference', 'typescript');
