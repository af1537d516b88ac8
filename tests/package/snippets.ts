import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './places.js';
import { compile } from './recipes.js';

const root = join(import.meta.dirname, '..', '..');
const readmes = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'safejwt-js/README.md', 'django-safejwt/README.md'];
// Names that a block takes from the rest of the app: they are unknown, and so is what is made of them.
const context = ['TS2304', 'TS2307', 'TS2552', 'TS2582', 'TS7006', 'TS7031', 'TS18004'];
// A block may be the inside of a function, and extends the types of its own app only.
const fragments = ['TS1108', 'TS2664'];

// The app of the blocks: its users and credentials have any field.
const app = `import 'safejwt-js';
declare module 'safejwt-js' {
  interface Register {
    user: { id: number; [field: string]: any };
    credentials: { [field: string]: any };
  }
}
`;

export interface Snippet {
  /** The page and the line of its fence. */
  at: string;
  language: string;
  code: string;
}

/** Returns the blocks in TypeScript and JavaScript of the documentation. */
export function snippets(): Snippet[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const pages = [...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`), ...readmes];
  return pages.sort().flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const blocks = [...text.matchAll(/^( *)```(tsx?|jsx?)\n([\s\S]*?)^\1```$/gm)];
    // The compiler has written the declarations of these pages.
    const isWritten = (code = '') =>
      page.includes('/typescript/') && /^(function|class|interface|type|const) /.test(code);
    const hasReason = (index: number) => /<!-- not checked: .+ -->\s*$/.test(text.slice(0, index));
    const checked = blocks.filter(({ 3: code, index }) => !isWritten(code) && !hasReason(index));
    return checked.map(({ 1: indent = '', 2: language = '', 3: code = '', index }) => ({
      at: `${page}:${text.slice(0, index).split('\n').length}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }));
  });
}

function isAboutTheApp(line: string): boolean {
  const isOurs = line.includes("module 'safejwt-js") && !line.includes('of this block');
  return !isOurs && [...context, ...fragments].some((code) => line.includes(`error ${code}:`));
}

/** Compiles each block as a module of its own, and returns the errors that are not about the rest of its app. */
export function problems(found: Snippet[]): string[] {
  const folder = join(output, 'snippets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'types-of-the-app.ts'), app);
  const names = found.map(({ language, code }, number) => {
    const name = `block${number}.${language}`;
    const own = code.replace("declare module 'safejwt-js'", "declare module 'safejwt-js of this block'");
    writeFileSync(join(folder, name), `${own}\nexport {};\n`);
    return name;
  });
  const errors = compile(folder)
    .split('\n')
    .filter((line) => /^\S.* error TS/.test(line));
  return errors
    .filter((line) => !isAboutTheApp(line))
    .map((line) => {
      const file = /block\d+\.tsx?/.exec(line)?.[0] ?? '';
      return line.replace(/^.*?\.tsx?/, found[names.indexOf(file)]?.at ?? file);
    });
}
